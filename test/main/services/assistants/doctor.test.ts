import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tryHandshake } from '#main/services/assistants/handshake.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';
import { openAssistants } from './open-assistants.ts';

/** Stands for the bridge: a server of the older protocol that tells its environment by its version. */
const SERVER = `
let rest = '';
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n');
  rest = lines.pop();
  for (const line of lines) {
    const { id, method, params } = JSON.parse(line);
    const answer = (result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
    if (method === 'initialize') answer({ protocolVersion: params.protocolVersion, serverInfo: { name: 'mixlake', version: process.env.TELL_ENV ? JSON.stringify(Object.keys(process.env).sort()) : '0.1.0' } });
    else if (method === 'tools/list' && !params.cursor) answer({ tools: [{}, {}], nextCursor: 'more' });
    else if (method === 'tools/list') answer({ tools: [{}] });
    else if (id !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'no such method' } }) + '\\n');
  }
});
process.stdin.on('end', () => process.exit(0));
`;

function withBridge() {
  const appRoot = tempDir();
  const bridge = join(appRoot, 'out', 'mcp', 'cli.js');
  mkdirSync(dirname(bridge), { recursive: true });
  writeFileSync(bridge, SERVER);
  const desk = openAssistants({ appRoot });
  const file = desk.fileOf('cursor');
  mkdirSync(dirname(file), { recursive: true });
  const entry = { command: process.execPath, args: [bridge] };
  return {
    ...desk,
    appRoot,
    file,
    entry,
    write: (servers: object) => writeFileSync(file, JSON.stringify({ mcpServers: servers }, null, 2)),
    kinds: async () => (await desk.service.check('cursor')).findings.map(({ kind }) => kind),
    servers: () => JSON.parse(readFileSync(file, 'utf8')).mcpServers,
  };
}

describe('the check of a healthy entry', () => {
  it('starts the written command, and tells protocol, tools and time', async () => {
    const { service, write, entry } = withBridge();
    write({ mixlake: entry });
    const { findings, handshake } = await service.check('cursor');
    expect(findings).toEqual([]);
    expect(handshake).toMatchObject({ ok: true, protocols: ['2025-11-25'], serverVersion: '0.1.0', tools: 3 });
    expect(handshake?.durationMs).toBeGreaterThan(0);
  });

  it('gives the command a poor environment and the variables of the entry, and nothing else', async () => {
    const { service, write, entry } = withBridge();
    write({ mixlake: { ...entry, env: { TELL_ENV: '1' } } });
    const { handshake } = await service.check('cursor');
    expect(JSON.parse(handshake?.serverVersion ?? '')).toEqual(['HOME', 'PATH', 'TELL_ENV']);
  });
});

describe('the check finds', () => {
  it('a client that is not there, and one that is not registered', async () => {
    const { service, kinds, write } = withBridge();
    write({});
    expect(await kinds()).toEqual(['not-registered']);
    expect((await service.check('zed')).findings).toMatchObject([{ kind: 'not-installed', isRepairable: false }]);
  });

  it('a file that cannot be read, with line and column', async () => {
    const { service, file } = withBridge();
    writeFileSync(file, '{\n  "mcpServers": {},\n}');
    const { findings, handshake } = await service.check('cursor');
    expect(findings).toMatchObject([{ kind: 'invalid-file', message: expect.stringContaining('line 3, column 1'), isRepairable: false }]);
    expect(handshake).toBeNull();
    expect((await service.list()).find(({ id }) => id === 'cursor')).toMatchObject({ state: 'unreadable', problem: /line 3/ });
  });

  it('an entry that was there and has gone, and puts it back', async () => {
    const { assistants, kinds, write, servers, entry } = withBridge();
    write({ other: { command: 'x' } });
    await assistants.change({ id: 'cursor', action: 'register' });
    write({ other: { command: 'x' } });
    expect(await kinds()).toEqual(['wiped']);
    await assistants.change({ id: 'cursor', action: 'repair' });
    expect(servers()).toEqual({ other: { command: 'x' }, mixlake: entry });
    expect(await kinds()).toEqual([]);
  });

  it('a byte order mark, a name written twice and a twin, and repairs them at once', async () => {
    const { assistants, service, file, entry, kinds } = withBridge();
    const one = JSON.stringify(entry);
    const text = `\uFEFF{"mcpServers": {"mixlake": {"command": "old"}, "lake2": ${one}, "keep": {"command": "x"}, "mixlake": ${one}}}`;
    writeFileSync(file, text);
    expect(await kinds()).toEqual(['byte-order-mark', 'duplicate', 'duplicate']);
    await assistants.change({ id: 'cursor', action: 'repair' });
    expect(readFileSync(file, 'utf8')).toBe(`{"mcpServers": {"keep": {"command": "x"}, "mixlake": ${one}}}`);
    expect(await kinds()).toEqual([]);
    await service.undo('cursor');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('leaves a second entry alone that works with another account', async () => {
    const { kinds, write, entry } = withBridge();
    write({ mixlake: entry, shop: { ...entry, args: [...entry.args, '--account', 'shop'] } });
    expect(await kinds()).toEqual([]);
  });

  it('a Mixlake that was moved, another one, and a program without its path; repairs keep the account', async () => {
    const { assistants, kinds, write, servers, entry, appRoot } = withBridge();
    write({ mixlake: { command: process.execPath, args: [join(appRoot, 'gone.js'), '--account', 'shop'] } });
    expect(await kinds()).toEqual(['missing-program', 'unreachable']);
    await assistants.change({ id: 'cursor', action: 'repair' });
    expect(servers().mixlake.args).toEqual([...entry.args, '--account', 'shop']);
    const other = join(appRoot, 'other.js');
    writeFileSync(other, SERVER);
    write({ mixlake: { command: process.execPath, args: [other] } });
    expect(await kinds()).toEqual(['other-mixlake']);
    write({ mixlake: { command: 'node', args: entry.args } });
    expect(await kinds()).toContain('relative-program');
  });

  it('an older engine behind the same command', async () => {
    const { service, write, entry, appRoot } = withBridge();
    writeFileSync(join(appRoot, 'out', 'mcp', 'cli.js'), SERVER.replace("'0.1.0'", "'0.0.9'"));
    write({ mixlake: entry });
    expect((await service.check('cursor')).findings).toMatchObject([
      { kind: 'other-mixlake', message: /version 0\.0\.9.*Mixlake 0\.1\.0/ },
    ]);
  });

  it('a secret in the file and an entry that is switched off, which a repair leaves to the person', async () => {
    const { service, write, entry } = withBridge();
    write({ mixlake: { ...entry, disabled: true, env: { MP_SECRET: 'hush' } } });
    const { findings, handshake } = await service.check('cursor');
    expect(findings).toMatchObject([
      { kind: 'switched-off', isRepairable: false },
      { kind: 'secret-in-entry', isRepairable: false },
    ]);
    const plan = await service.plan({ id: 'cursor', action: 'unregister' });
    const told = JSON.stringify([findings, handshake, plan, await service.list()]);
    expect(told).toContain('MP_SECRET');
    expect(told).not.toContain('hush');
  });
});

describe('a command that does not work', () => {
  const place = () => ({ platform: 'linux' as const, env: {}, home: tempDir(), packages: [] });
  const script = (text: string) => {
    const file = join(tempDir(), 's.js');
    writeFileSync(file, text);
    return { command: process.execPath, args: [file], env: {} };
  };

  it.each([
    ['console.error("no account"); process.exit(3)', /ended with code 3 before it answered: no account/],
    ['process.stdin.resume()', /did not answer within 0\.5 s/],
    [
      'process.stdin.on("data", (line) => console.log(JSON.stringify({ jsonrpc: "2.0", id: JSON.parse(line).id, error: { message: "The keychain is locked." } })))',
      /It answered: The keychain is locked\./,
    ],
  ])('%s is told in words', async (text, words) => {
    expect(await tryHandshake({ launch: script(text), place: place(), limitMs: 500 })).toMatchObject({ ok: false, problem: words });
  });

  it('cannot even be started', async () => {
    const launch = { command: '/nowhere/node', args: [], env: {} };
    expect(await tryHandshake({ launch, place: place() })).toMatchObject({ ok: false, problem: 'The command cannot be started (ENOENT).' });
  });
});
