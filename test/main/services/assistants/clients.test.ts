import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLIENTS, type Place } from '#main/services/assistants/clients.ts';
import { choiceOf, commandLine, launchOf } from '#main/services/assistants/launch.ts';
import { lookAt } from '#main/services/assistants/look.ts';
import { AssistantId } from '#shared/model/assistant.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';
import { openAssistants } from './open-assistants.ts';

function files(place: Partial<Place>): Record<string, string[]> {
  const whole: Place = { platform: 'linux', env: {}, home: '/home/ana', packages: [], ...place };
  return Object.fromEntries(CLIENTS.map(({ id, places }) => [id, places(whole).map(({ file }) => file)]));
}

describe('where the settings of each client lie', () => {
  it('is known for every client', () => {
    expect(CLIENTS.map(({ id }) => id).sort()).toEqual([...AssistantId.options].sort());
  });

  it('on Linux', () => {
    expect(files({})).toEqual({
      'claude-desktop': ['/home/ana/.config/Claude/claude_desktop_config.json'],
      'claude-code': ['/home/ana/.claude.json'],
      cursor: ['/home/ana/.cursor/mcp.json'],
      vscode: ['/home/ana/.config/Code/User/mcp.json'],
      windsurf: ['/home/ana/.codeium/windsurf/mcp_config.json'],
      codex: ['/home/ana/.codex/config.toml'],
      'gemini-cli': ['/home/ana/.gemini/settings.json'],
      zed: ['/home/ana/.config/zed/settings.json'],
      goose: ['/home/ana/.config/goose/config.yaml'],
    });
    expect(files({ env: { XDG_CONFIG_HOME: '/x', CODEX_HOME: '/c', CLAUDE_CONFIG_DIR: '/d' } })).toMatchObject({
      'claude-desktop': ['/x/Claude/claude_desktop_config.json'],
      'claude-code': ['/d/.claude.json'],
      codex: ['/c/config.toml'],
      zed: ['/x/zed/settings.json'],
    });
  });

  it('on macOS', () => {
    expect(files({ platform: 'darwin', home: '/Users/ana' })).toMatchObject({
      'claude-desktop': ['/Users/ana/Library/Application Support/Claude/claude_desktop_config.json'],
      vscode: ['/Users/ana/Library/Application Support/Code/User/mcp.json'],
      zed: ['/Users/ana/.config/zed/settings.json'],
      goose: ['/Users/ana/.config/goose/config.yaml'],
    });
  });

  it('on Windows, the packaged Claude Desktop first', () => {
    const env = { APPDATA: 'C:\\Users\\ana\\AppData\\Roaming', LOCALAPPDATA: 'C:\\Users\\ana\\AppData\\Local' };
    const found = files({ platform: 'win32', home: 'C:\\Users\\ana', env, packages: ['Claude_pzs8sxrjxfjjc', 'Other_1'] });
    expect(found).toMatchObject({
      'claude-desktop': [
        'C:\\Users\\ana\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json',
        'C:\\Users\\ana\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
      ],
      cursor: ['C:\\Users\\ana\\.cursor\\mcp.json'],
      vscode: ['C:\\Users\\ana\\AppData\\Roaming\\Code\\User\\mcp.json'],
      zed: ['C:\\Users\\ana\\AppData\\Roaming\\Zed\\settings.json'],
      goose: ['C:\\Users\\ana\\AppData\\Roaming\\Block\\goose\\config\\config.yaml'],
    });
    expect(files({ platform: 'win32', home: 'C:\\Users\\ana', env })['claude-desktop']).toHaveLength(1);
  });

  it('takes the packaged file when both are there, and the plain one when the package is not', async () => {
    const home = tempDir();
    const claude = CLIENTS.find(({ id }) => id === 'claude-desktop');
    if (claude === undefined) throw new Error('claude-desktop');
    // The rule of choice is the same everywhere; here with paths of this system.
    const packaged = { file: join(home, 'packaged', 'c.json'), marker: join(home, 'packaged') };
    const plain = { file: join(home, 'plain', 'c.json'), marker: join(home, 'plain') };
    const client = { ...claude, places: () => [packaged, plain] };
    const place: Place = { platform: 'linux', env: {}, home, packages: [] };
    expect(await lookAt(client, place)).toMatchObject({ file: plain.file, isInstalled: false });
    mkdirSync(dirname(plain.file));
    writeFileSync(plain.file, '{}');
    expect(await lookAt(client, place)).toMatchObject({ file: plain.file, isInstalled: true });
    mkdirSync(dirname(packaged.file));
    expect(await lookAt(client, place)).toMatchObject({ file: packaged.file, isInstalled: true });
  });
});

describe('the command that is written', () => {
  const input = {
    runtime: { command: '/opt/node', env: {} },
    appRoot: '/opt/mix lake',
    account: undefined,
    isDemo: false,
    mixlakeHome: undefined,
  };

  it('is absolute, names an account only when one was chosen, and a folder only when it is not the usual one', () => {
    expect(launchOf(input)).toEqual({ command: '/opt/node', args: ['/opt/mix lake/out/mcp/cli.js'], env: {} });
    expect(launchOf({ ...input, account: 'shop', mixlakeHome: '/data' })).toEqual({
      command: '/opt/node',
      args: ['/opt/mix lake/out/mcp/cli.js', '--account', 'shop'],
      env: { MIXLAKE_HOME: '/data' },
    });
  });

  it('says --demo in the demo, whatever the account', () => {
    const launch = launchOf({ ...input, account: 'shop', isDemo: true });
    expect(launch.args).toEqual(['/opt/mix lake/out/mcp/cli.js', '--demo']);
    expect(choiceOf(launch)).toBe('--demo');
  });

  it('starts the packed app as Node, with the bridge beside its archive', () => {
    const runtime = { command: '/Applications/Mixlake.app/Contents/MacOS/Mixlake', env: { ELECTRON_RUN_AS_NODE: '1' } };
    const launch = launchOf({ ...input, runtime, appRoot: '/Applications/Mixlake.app/Contents/Resources/app.asar' });
    expect(launch.args).toEqual(['/Applications/Mixlake.app/Contents/Resources/app.asar.unpacked/out/mcp/cli.js']);
    expect(commandLine(launch)).toMatch(/^ELECTRON_RUN_AS_NODE=1 \/Applications/);
  });

  it('is what every client is told, in its own shape', async () => {
    for (const client of CLIENTS) {
      const launch = launchOf({ ...input, account: 'a b', mixlakeHome: '/data' });
      expect(client.launch(client.entry(launch)), client.id).toEqual(launch);
    }
    expect(CLIENTS.find(({ id }) => id === 'goose')?.entry(launchOf(input))).toMatchObject({ type: 'stdio', cmd: '/opt/node', envs: {} });
    expect(CLIENTS.find(({ id }) => id === 'vscode')?.entry(launchOf(input))).toMatchObject({ type: 'stdio', command: '/opt/node' });
    expect(CLIENTS.find(({ id }) => id === 'zed')?.entry(launchOf(input))).toMatchObject({ source: 'custom', env: {} });
  });

  it('warns when the account of the environment is not what the assistant will have', async () => {
    const { service } = openAssistants({ isEnvironmentAccount: () => true });
    const plan = await service.plan({ id: 'cursor', action: 'register' });
    expect(plan.notes).toEqual([expect.stringContaining('was not found'), expect.stringContaining('MP_SECRET')]);
    expect((await service.plan({ id: 'cursor', action: 'register', account: 'shop' })).notes).toHaveLength(1);
  });
});
