// The cases of test/fixtures/cases/claude-configs, each held to what its expected.md says.
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAssistants } from './open-assistants.ts';

const CASES = resolve(import.meta.dirname, '../../../fixtures/cases/claude-configs');
const MERGED = [
  '01-empty-object.json',
  '02-two-servers-2-spaces.json',
  '03-preferences-no-servers.json',
  '04-tabs.json',
  '05-crlf.json',
  '06-one-line-no-newline.json',
];

function openCase(name: string) {
  const desk = openAssistants();
  const text = readFileSync(join(CASES, name), 'utf8')
    .replace('__OUR_NAME__', 'mixlake')
    .replace('"__OUR_COMMAND__"', JSON.stringify(desk.launch.command))
    .replace('"__OUR_ARGS__"', JSON.stringify(desk.launch.args[0]));
  const file = desk.fileOf('claude-desktop');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o640);
  return { ...desk, file, text };
}

function withoutEntry(text: string): unknown {
  const { mcpServers, ...rest } = JSON.parse(text);
  const { mixlake: _ours, ...others } = mcpServers ?? {};
  return [Object.entries(rest), Object.entries(others)];
}

describe('registering in another app’s file', () => {
  it.each(MERGED)('%s: adds the entry and leaves everything else as it was', async (name) => {
    const { assistants, file, text, launch, backups } = openCase(name);
    await assistants.change({ id: 'claude-desktop', action: 'register' });
    const written = readFileSync(file, 'utf8');
    expect(JSON.parse(written).mcpServers.mixlake).toEqual({ command: launch.command, args: launch.args });
    expect(withoutEntry(written)).toEqual(withoutEntry(text));
    expect(written.endsWith('\n')).toBe(text.endsWith('\n'));
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(backups()).toEqual([text]);
    // Every byte that was there is there still, in its order: with our entry cut out, nothing but a comma is left over.
    expect(isSubsequence(text, written)).toBe(true);
    expect(readdirSync(dirname(file))).toEqual(['claude_desktop_config.json']);
  });

  it.each(MERGED)('%s: unregistering right after gives the exact old bytes', async (name) => {
    const { assistants, file, text } = openCase(name);
    await assistants.change({ id: 'claude-desktop', action: 'register' });
    await assistants.change({ id: 'claude-desktop', action: 'unregister' });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('keeps two spaces, tabs, CRLF and a single line as they are', async () => {
    const registeredText = async (name: string) => {
      const { assistants, file } = openCase(name);
      await assistants.change({ id: 'claude-desktop', action: 'register' });
      return readFileSync(file, 'utf8');
    };
    expect(await registeredText('02-two-servers-2-spaces.json')).toMatch(/\n {4}"mixlake": \{\n {6}"command": "/);
    expect(await registeredText('04-tabs.json')).toMatch(/\n\t\t"mixlake": \{\n\t\t\t"command": "/);
    expect(await registeredText('05-crlf.json')).not.toMatch(/(?<!\r)\n/);
    expect(await registeredText('06-one-line-no-newline.json')).toMatch(
      /^\{"mcpServers":\{"time":\{.*\},"mixlake":\{"command":"[^\n]*\}\},"scale":1\}$/,
    );
    expect(await registeredText('03-preferences-no-servers.json')).toContain(
      '"quickEntryShortcut": null\n  },\n  "mcpServers": {\n    "mixlake": {',
    );
  });

  it('07-trailing-comma.json: refuses with file, line and column, and touches nothing', async () => {
    const { assistants, file, text, backups } = openCase('07-trailing-comma.json');
    await expect(assistants.change({ id: 'claude-desktop', action: 'register' })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining(`${file} is not valid JSON: line 4, column 3`),
      hint: expect.stringMatching(/text editor.*try again/),
    });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(dirname(file))).toEqual(['claude_desktop_config.json']);
    expect(backups()).toEqual([]);
  });

  it('08-already-installed.json: changes neither bytes nor time', async () => {
    const { assistants, file, text } = openCase('08-already-installed.json');
    utimesSync(file, new Date('2026-01-02T03:04:05Z'), new Date('2026-01-02T03:04:05Z'));
    expect(await assistants.change({ id: 'claude-desktop', action: 'register' })).toMatchObject({ outcome: 'nothing', diff: [] });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(statSync(file).mtime.toISOString()).toBe('2026-01-02T03:04:05.000Z');
  });

  it('keeps a byte order mark', async () => {
    const { assistants, file, text } = openCase('01-empty-object.json');
    writeFileSync(file, `\uFEFF${text}`);
    await assistants.change({ id: 'claude-desktop', action: 'register' });
    expect(readFileSync(file, 'utf8').startsWith('\uFEFF{')).toBe(true);
    await assistants.change({ id: 'claude-desktop', action: 'unregister' });
    expect(readFileSync(file, 'utf8')).toBe(`\uFEFF${text}`);
  });
});

describe('a client without a settings file', () => {
  it('gets one that only the person can read, and loses it again', async () => {
    const { assistants, fileOf, launch } = openAssistants();
    const file = fileOf('claude-desktop');
    mkdirSync(dirname(file), { recursive: true });
    expect(await assistants.change({ id: 'claude-desktop', action: 'register' })).toMatchObject({ outcome: 'create' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ mcpServers: { mixlake: { command: launch.command, args: launch.args } } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await assistants.change({ id: 'claude-desktop', action: 'unregister' });
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  it('has its empty file filled, and empty again', async () => {
    const { assistants, fileOf } = openAssistants();
    const file = fileOf('claude-desktop');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '\n');
    await assistants.change({ id: 'claude-desktop', action: 'register' });
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')))).toEqual(['mcpServers']);
    await assistants.change({ id: 'claude-desktop', action: 'undo' });
    expect(readFileSync(file, 'utf8')).toBe('\n');
  });
});

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (character === part[at]) at += 1;
  return at === part.length;
}
