import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createMemorySecrets } from '#core/secrets/secret-store.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

const run = promisify(execFile);
const FAKES = join(import.meta.dirname, '../../fakes/keychain');
const LIMIT_MS = 15_000;

interface Answer {
  value?: string | null;
  kind?: string;
  message?: string;
  hint?: string;
  ms: number;
}

function answersIn(stdout: string): Answer[] {
  return JSON.parse(stdout);
}

interface Conditions {
  limitMs?: number;
  /** Name on the session bus whose program starts and then says nothing. */
  hanging?: string;
}

async function withKeyring(calls: string[][], { limitMs, hanging }: Conditions = {}): Promise<Answer[]> {
  const script = [
    process.execPath,
    join(FAKES, 'use-keychain.ts'),
    JSON.stringify(calls),
    ...(limitMs === undefined ? [] : [String(limitMs)]),
  ];
  const env = hanging === undefined ? process.env : { ...process.env, XDG_DATA_DIRS: hangingService(hanging) };
  return answersIn(await stdoutOf(run(join(FAKES, 'with-keyring.sh'), script, { env, timeout: LIMIT_MS })));
}

function hangingService(name: string): string {
  const dir = tempDir();
  mkdirSync(join(dir, 'dbus-1', 'services'), { recursive: true });
  // Its own stdout, or the test would wait for its end too.
  const hang = '/bin/sh -c "exec sleep 5 >/dev/null 2>&1"';
  writeFileSync(join(dir, 'dbus-1', 'services', `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${hang}\n`);
  return dir;
}

/** A process with a call that hangs ends by a signal (use-keychain.ts). */
async function stdoutOf(running: Promise<{ stdout: string }>): Promise<string> {
  try {
    return (await running).stdout;
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string' && error.stdout !== '') return error.stdout;
    throw error;
  }
}

async function withoutBus(calls: string[][]): Promise<Answer[]> {
  const { DBUS_SESSION_BUS_ADDRESS: _bus, DISPLAY: _x, WAYLAND_DISPLAY: _w, ...env } = process.env;
  const running = run(process.execPath, [join(FAKES, 'use-keychain.ts'), JSON.stringify(calls)], {
    env: { ...env, XDG_RUNTIME_DIR: tempDir() },
    timeout: LIMIT_MS,
  });
  return answersIn(await stdoutOf(running));
}

describe.runIf(process.platform === 'linux')('the keychain of this computer', () => {
  it('keeps a secret, tells it, replaces it and forgets it', async () => {
    const secret = 'pä$$ "wörd" \n 😀';
    const answers = await withKeyring([
      ['get', 'shop'],
      ['set', 'shop', 'first'],
      ['set', 'shop', secret],
      ['set', 'blog', 'other'],
      ['get', 'shop'],
      ['delete', 'shop'],
      ['get', 'shop'],
      ['get', 'blog'],
    ]);
    expect(answers.map(({ value, message }) => value ?? message ?? null)).toEqual([null, null, null, null, secret, null, null, 'other']);
  });

  it('has nothing against forgetting what it does not hold', async () => {
    expect(await withKeyring([['delete', 'nobody']])).toMatchObject([{ value: null }]);
  });

  it('says at once and in words that it is missing, and keeps the secret nowhere else', async () => {
    const account = `canary-${process.pid}`;
    const [set, get, forget, kernel] = await withoutBus([
      ['set', account, 'secret'],
      ['get', account],
      ['delete', account],
      ['get-from-kernel', account],
    ]);
    for (const [answer, verb] of [
      [set, 'write'],
      [get, 'read'],
      [forget, 'change'],
    ] as const) {
      expect(answer).toMatchObject({
        kind: 'keychain',
        message: `Mixlake could not ${verb} the keychain of this computer.`,
        hint: expect.stringMatching(/MP_USERNAME.*MP_SECRET.*MP_PROJECT_ID/),
      });
      expect(answer?.ms).toBeLessThan(2_000);
    }
    expect(kernel).toMatchObject({ value: null });
  });

  it('is not waited for without end when it is locked and nobody answers its question', async () => {
    const calls = [['set', 'shop', 's'], ['lock'], ['get', 'shop']];
    const answers = await withKeyring(calls, { hanging: 'org.gnome.keyring.SystemPrompter', limitMs: 400 });
    expect(answers[1]).toMatchObject({ value: null });
    expect(answers[2]).toMatchObject({ kind: 'keychain', message: 'The keychain of this computer did not answer within 0.4 s.' });
    expect(answers[2]?.hint).toContain('locked');
  });
});

describe('secrets of this run only', () => {
  it('are kept until they are forgotten', async () => {
    const secrets = createMemorySecrets();
    await secrets.set('shop', 's');
    expect(await secrets.get('shop')).toBe('s');
    await secrets.delete('shop');
    expect(await secrets.get('shop')).toBeUndefined();
  });
});
