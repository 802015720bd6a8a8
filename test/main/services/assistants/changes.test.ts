import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, replaceConfig } from '#main/services/assistants/apply.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';
import { openAssistants } from './open-assistants.ts';

const OTHERS = '{"mcpServers": {"time": {"command": "uvx", "args": ["--api-key", "sk-9"], "env": {"TIME_TOKEN": "ghp_secret"}}}}\n';

function withCursor(text: string | Buffer = OTHERS) {
  const desk = openAssistants();
  const file = desk.fileOf('cursor');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return { ...desk, file };
}

describe('a change of a settings file', () => {
  it('is shown before it is made, and only what was shown is made', async () => {
    const { service, file, launch } = withCursor('{\n  "mcpServers": {}\n}\n');
    const plan = await service.plan({ id: 'cursor', action: 'register' });
    expect(plan).toMatchObject({ file, outcome: 'change', command: [launch.command, ...launch.args].join(' ') });
    expect(plan.diff.filter(({ kind }) => kind === 'added').map(({ text }) => text.trim())).toContain('"mixlake": {');
    writeFileSync(file, '{\n  "mcpServers": {},\n  "new": 1\n}\n');
    await expect(service.register({ id: 'cursor', basis: plan.basis })).rejects.toMatchObject({
      message: expect.stringContaining('changed by another program'),
    });
    expect(readFileSync(file, 'utf8')).not.toContain('mixlake');
  });

  it('does not show the secrets of other servers', async () => {
    const { service } = withCursor();
    const shown = JSON.stringify(await service.plan({ id: 'cursor', action: 'register' }));
    expect(shown).toContain('TIME_TOKEN');
    expect(shown).not.toContain('sk-9');
    expect(shown).not.toContain('ghp_secret');
  });

  it('is undone byte for byte, once', async () => {
    const { assistants, service, file } = withCursor();
    await assistants.change({ id: 'cursor', action: 'register' });
    await service.undo('cursor');
    expect(readFileSync(file, 'utf8')).toBe(OTHERS);
    await expect(service.undo('cursor')).rejects.toMatchObject({ message: 'There is no change of Cursor to undo.' });
  });

  it('is not undone over a change of somebody else, but can be unregistered', async () => {
    const { assistants, service, file } = withCursor();
    await assistants.change({ id: 'cursor', action: 'register' });
    writeFileSync(file, readFileSync(file, 'utf8').replace('uvx', 'uvx2'));
    await expect(service.undo('cursor')).rejects.toMatchObject({
      message: expect.stringContaining('has been changed since'),
      hint: /Unregister/,
    });
    await assistants.change({ id: 'cursor', action: 'unregister' });
    expect(readFileSync(file, 'utf8')).toBe(OTHERS.replace('uvx', 'uvx2'));
  });

  it('follows a link and leaves it a link', async () => {
    const { assistants, dir, file } = withCursor();
    const real = join(dir, 'dotfiles.json');
    rmSync(file);
    writeFileSync(real, OTHERS, { mode: 0o600 });
    symlinkSync(real, file);
    const plan = await assistants.change({ id: 'cursor', action: 'register' });
    expect(plan).toMatchObject({ notes: [expect.stringContaining(real)] });
    expect(readlinkSync(file)).toBe(real);
    expect(lstatSync(real).isFile()).toBe(true);
    expect(readFileSync(real, 'utf8')).toContain('"mixlake"');
    expect(statSync(real).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).filter((name) => name.includes('.mixlake-'))).toEqual([]);
  });

  it('keeps ten old states of a file, and lets nobody else read them', async () => {
    const { assistants, file, backups, dir } = withCursor();
    for (let index = 0; index < 12; index += 1) {
      writeFileSync(file, `{"n": ${index}}`);
      await assistants.change({ id: 'cursor', action: 'register' });
    }
    expect(backups()).toEqual(Array.from({ length: 10 }, (_each, index) => `{"n": ${index + 2}}`));
    const folder = join(dir, 'mixlake', 'assistants', 'backups');
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual(Array(10).fill(0o600));
  });

  it('refuses what is not UTF-8, with its place', async () => {
    const { assistants, file } = withCursor(Buffer.concat([Buffer.from('{\n"a": "'), Buffer.from([0xe4]), Buffer.from('"}')]));
    await expect(assistants.change({ id: 'cursor', action: 'register' })).rejects.toMatchObject({
      message: `${file} is not valid JSON: line 2, column 7: the file is not UTF-8 text.`,
    });
    writeFileSync(file, Buffer.from('\uFEFF{}', 'utf16le'));
    await expect(assistants.change({ id: 'cursor', action: 'register' })).rejects.toMatchObject({
      message: expect.stringContaining('UTF-16'),
    });
  });

  it('leaves no temporary file when the goal cannot be replaced', async () => {
    const { assistants, file } = withCursor('{}');
    rmSync(file);
    mkdirSync(file);
    await expect(assistants.change({ id: 'cursor', action: 'register' })).rejects.toMatchObject({ message: `${file} is a folder.` });
    expect(readdirSync(dirname(file))).toEqual(['mcp.json']);
  });

  it('of one client is not hindered by the broken file of another, nor by an engine that is away', async () => {
    const { service, fileOf } = openAssistants({ sightings: () => Promise.reject(new Error('the engine is away')) });
    mkdirSync(fileOf('cursor'), { recursive: true });
    mkdirSync(dirname(fileOf('codex')));
    const cards = Object.fromEntries((await service.list()).map((card) => [card.id, card]));
    expect(cards).toMatchObject({ cursor: { state: 'unreadable', problem: /is a folder/ }, codex: { state: 'not-registered' } });
  });

  it('is refused from an AppImage, whose paths do not stay', async () => {
    const desk = openAssistants({ isAppImage: true });
    await expect(desk.assistants.change({ id: 'cursor', action: 'register' })).rejects.toMatchObject({
      message: expect.stringContaining('AppImage'),
      hint: expect.stringContaining('.deb'),
    });
  });

  it('two at once end one after the other', async () => {
    const { service, file, home } = withCursor();
    mkdirSync(join(home, '.codex'));
    const [cursor, codex] = await Promise.all([
      service.plan({ id: 'cursor', action: 'register' }),
      service.plan({ id: 'codex', action: 'register' }),
    ]);
    await Promise.all([service.register({ id: 'cursor', basis: cursor.basis }), service.register({ id: 'codex', basis: codex.basis })]);
    rmSync(file);
    const states = Object.fromEntries((await service.list()).map(({ id, state }) => [id, state]));
    // Both are remembered: the one is there, the other is known to have been there.
    expect(states).toMatchObject({ cursor: 'wiped', codex: 'never-seen', zed: 'not-installed' });
  });
});

describe('replacing a file', () => {
  it('refuses when another program wrote it after it was read', async () => {
    const file = join(tempDir(), 'a.json');
    writeFileSync(file, '{}');
    const snapshot = await readConfig(file);
    writeFileSync(file, '{"theirs": 1}');
    await expect(replaceConfig(snapshot, Buffer.from('{"ours": 1}'))).rejects.toMatchObject({ kind: 'input' });
    expect(readFileSync(file, 'utf8')).toBe('{"theirs": 1}');
    expect(readdirSync(dirname(file))).toEqual(['a.json']);
  });

  it('refuses to make a file that came to be in the meantime', async () => {
    const file = join(tempDir(), 'a.json');
    const snapshot = await readConfig(file);
    writeFileSync(file, '{"theirs": 1}');
    await expect(replaceConfig(snapshot, Buffer.from('{}'))).rejects.toMatchObject({ kind: 'input' });
    expect(readFileSync(file, 'utf8')).toBe('{"theirs": 1}');
  });
});
