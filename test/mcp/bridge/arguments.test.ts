import { describe, expect, it } from 'vitest';
import { helloOf, readArguments } from '#mcp/bridge/arguments.ts';

const FULL = { MP_USERNAME: 'sa', MP_SECRET: 'secret', MP_PROJECT_ID: '4242' };
const accountFor = (argv: string[], env: NodeJS.ProcessEnv) => helloOf(readArguments(argv), env, '1').account;

describe('the account of a bridge', () => {
  it('is that of the environment, or the default without one', () => {
    expect(accountFor([], FULL)).toEqual({ kind: 'environment', username: 'sa', secret: 'secret', projectId: '4242', region: 'us' });
    expect(accountFor([], {})).toEqual({ kind: 'default' });
    expect(accountFor([], { MP_USERNAME: '', MP_SECRET: '', MP_PROJECT_ID: '', MP_REGION: 'eu' })).toEqual({ kind: 'default' });
  });

  it.each([
    [{ ...FULL, MP_PROJECT_ID: '' }, 'MP_PROJECT_ID is missing.'],
    [{ MP_PROJECT_ID: '4242' }, 'MP_USERNAME and MP_SECRET are missing.'],
  ])('is refused when the environment holds a part of one', (env, sentence) => {
    expect(() => accountFor([], env)).toThrow(sentence);
    expect(accountFor(['--account', 'blog'], env)).toEqual({ kind: 'named', name: 'blog' });
    expect(accountFor(['--demo'], env)).toEqual({ kind: 'demo' });
  });
});
