// Assistants in the built window, with real settings files in a home of their own and the built bridge behind the entries.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unpackExtension } from '@anthropic-ai/mcpb';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, clientEnv, requireBuild, type TempHome, tempHome } from './built.ts';
import { type Host, launchBrowser, openPage, seriousViolations, startHost } from './window.ts';

const OTHERS = `{
  // mine
  "mcpServers": {
    "time": { "command": "uvx", "args": ["mcp-server-time"], "env": { "TIME_TOKEN": "canary-7781" } },
  },
}
`;
const CLAUDE = OTHERS.replace('  // mine\n', '').replaceAll('},\n  }', '}\n  }').replace('},\n}', '}\n}');

let browser: Browser;
let home: TempHome;
let host: Host;
let page: Page;
let complaints: string[];
let claudeFile: string;

beforeAll(async () => {
  requireBuild();
  browser = await launchBrowser();
  home = tempHome();
  claudeFile = join(home.dir, '.config', 'Claude', 'claude_desktop_config.json');
  put(claudeFile, CLAUDE);
  put(join(home.dir, '.gemini', 'settings.json'), OTHERS);
  put(join(home.dir, '.codex', 'config.toml'), '# mine\nmodel = "o"\n');
  put(join(home.dir, '.cursor', 'mcp.json'), '{\n  "mcpServers": {},\n}\n');
  host = await startHost({ env: clientEnv(home), args: ['--demo'] });
  ({ page, complaints } = await openPage(browser));
  // Colours that are still on their way to another theme have any contrast.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(host.address);
  await page.getByRole('link', { name: 'Assistants' }).click();
});
afterAll(async () => {
  await browser?.close();
  await host?.stop();
  await home?.remove();
});

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const card = (name: string): Locator => page.getByRole('listitem', { name, exact: true });
const dialog = (): Locator => page.getByRole('dialog');

async function agree(): Promise<void> {
  await dialog().getByRole('button', { name: 'Write this change' }).click();
  await dialog().waitFor({ state: 'detached' });
}

/** Starts what the file says, as the client would, and makes one call. */
async function callAs(
  name: string,
  { command, args, env }: { command: string; args: string[]; env: Record<string, string> },
): Promise<string> {
  const server = spawn(command, args, { env: { PATH: '/usr/bin:/bin', HOME: home.dir, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  server.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const send = (message: object): void => void server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name, version: '7.1' } } });
  await expect.poll(() => out.includes('"id":1'), { timeout: 20_000 }).toBe(true);
  send({ method: 'notifications/initialized' });
  send({ id: 2, method: 'tools/call', params: { name: 'workspace_info', arguments: {} } });
  await expect.poll(() => out.includes('"id":2'), { timeout: 20_000 }).toBe(true);
  server.stdin.end();
  await new Promise((done) => server.once('exit', done));
  return out;
}

describe('assistants on this computer', () => {
  it('are found by their settings, the others stand apart', async () => {
    for (const name of ['Claude Desktop', 'Gemini CLI', 'Codex']) await card(name).getByText('Not registered').waitFor();
    await card('Cursor').getByText('line 3, column 1').waitFor();
    await page.getByText(/^Not found on this computer: .*Zed/).waitFor();
  });

  it('are registered after the change was shown, without a word of other servers’ secrets', async () => {
    await card('Claude Desktop').getByRole('button', { name: 'Register' }).click();
    await dialog().getByText('"mixlake": {').waitFor();
    expect(await dialog().textContent()).not.toContain('canary-7781');
    expect(await seriousViolations(page)).toEqual([]);
    expect(readFileSync(claudeFile, 'utf8')).toBe(CLAUDE);
    await agree();
    await card('Claude Desktop').getByText('Registered, never seen').waitFor();
    const written = JSON.parse(readFileSync(claudeFile, 'utf8'));
    expect(written.mcpServers).toMatchObject({
      time: { command: 'uvx' },
      mixlake: { command: process.execPath, args: [CLI, '--demo'], env: { MIXLAKE_HOME: home.dir } },
    });
  });

  it('pass the check: the written command answers in both protocols', async () => {
    await card('Claude Desktop').getByRole('button', { name: 'Check' }).click();
    await dialog()
      .getByText(/Everything is in order/)
      .waitFor({ timeout: 40_000 });
    const facts = await dialog().locator('dl').textContent();
    expect(facts).toMatch(/Protocol2026-07-28 and 2025-11-25Tools listed\d+ toolsVersion\d/);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('show when they were last seen, by a real call over the registered command', async () => {
    const { mixlake } = JSON.parse(readFileSync(claudeFile, 'utf8')).mcpServers;
    expect(await callAs('claude-ai', mixlake)).toContain('project_id');
    await card('Claude Desktop')
      .getByText(/Last seen \d|Connected now/)
      .waitFor();
  });

  it('are found wiped, and put back by the check', async () => {
    writeFileSync(claudeFile, CLAUDE);
    await card('Claude Desktop').getByText('Entry has gone', { exact: true }).waitFor({ timeout: 30_000 });
    await card('Claude Desktop').getByRole('button', { name: 'Check' }).click();
    await dialog()
      .getByText(/the entry has gone since/)
      .waitFor({ timeout: 40_000 });
    await dialog().getByRole('button', { name: 'Repair…' }).click();
    await dialog().getByText('"mixlake": {').waitFor();
    await agree();
    expect(JSON.parse(readFileSync(claudeFile, 'utf8')).mcpServers.mixlake.args).toEqual([CLI, '--demo']);
  });

  it('are undone byte for byte', async () => {
    await card('Claude Desktop').getByRole('button', { name: /Undo/ }).click();
    await expect.poll(() => readFileSync(claudeFile, 'utf8')).toBe(CLAUDE);
    await card('Claude Desktop')
      .getByText(/Not registered|Entry has gone/)
      .waitFor();
  });

  it('keep their comments, and files of other forms work the same', async () => {
    for (const [name, file] of [
      ['Gemini CLI', '.gemini/settings.json'],
      ['Codex', '.codex/config.toml'],
    ] as const) {
      const path = join(home.dir, file);
      const before = readFileSync(path, 'utf8');
      await card(name).getByRole('button', { name: 'Register' }).click();
      await agree();
      await card(name).getByText('Registered, never seen').waitFor();
      expect(readFileSync(path, 'utf8')).toMatch(/^(\{\n {2}\/\/|#) mine\n/);
      await card(name).getByRole('button', { name: 'Unregister' }).click();
      await agree();
      expect(readFileSync(path, 'utf8')).toBe(before);
    }
  });

  it('get a bundle that starts this very Mixlake', async () => {
    await page.getByRole('button', { name: 'Make a bundle…' }).click();
    await dialog().getByRole('button', { name: 'Make it' }).click();
    const file =
      (await dialog()
        .getByText(/\.mcpb$/)
        .textContent()) ?? '';
    expect(existsSync(file)).toBe(true);
    const folder = join(home.dir, 'unpacked');
    await unpackExtension({ mcpbPath: file, outputDir: folder, silent: true });
    const starter = join(folder, 'server', 'index.js');
    expect(await callAs('claude-ai', { command: process.execPath, args: [starter], env: {} })).toContain('project_id');
    rmSync(folder, { recursive: true });
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('are reached by the keyboard alone', async () => {
    await card('Codex').getByRole('button', { name: 'Register' }).focus();
    await page.keyboard.press('Enter');
    await dialog().getByText('[mcp_servers.mixlake]').waitFor();
    expect(await dialog().evaluate((node) => node.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Register in Codex');
  });

  it('have no serious accessibility violation in either theme, and need nothing that the policy forbids', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
      await card('Codex').getByRole('button', { name: 'Register' }).click();
      await dialog().getByText('[mcp_servers.mixlake]').waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  });
});
