// The MCP Inspector, a client that is not ours, without its window: over stdio in both eras, and over HTTP.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { CLI, clientEnv, ROOT, requireBuild, startRaw, type TempHome, tempHome } from './built.ts';

const INSPECTOR = join(ROOT, 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');
const TOKEN = 'token-of-the-inspector';

let simulator: SimulatorProcess;
let home: TempHome;
/** The Inspector keeps files of its own in the home folder. */
let inspectorHome: string;

beforeAll(async () => {
  requireBuild();
  simulator = await startSimulatorProcess({ events: 500, quota: false });
  home = tempHome();
  inspectorHome = mkdtempSync(join(tmpdir(), 'mixlake-inspector-'));
});
afterAll(async () => {
  await home.remove();
  await simulator.stop();
  rmSync(inspectorHome, { recursive: true, force: true });
});

interface Inspected {
  code: number | null;
  answer: Record<string, unknown>;
  complaints: string;
}

async function inspect(target: string[], words: string[]): Promise<Inspected> {
  const child = spawn(process.execPath, [INSPECTOR, '--cli', ...target, ...words], {
    env: { PATH: process.env.PATH, HOME: inspectorHome },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, complaints] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  if (out === '') throw new Error(`The Inspector said nothing (exit ${code}): ${complaints}`);
  return { code, answer: JSON.parse(out), complaints };
}

async function expectServed(target: string[], more: string[] = []): Promise<void> {
  const ask = (...words: string[]) => inspect(target, [...more, ...words]);
  const listed = await ask('--method', 'tools/list', '--strict');
  expect(listed.code, listed.complaints).toBe(0);
  expect(listed.complaints).not.toMatch(/warning|error/i);
  expect(listed.answer.tools).toContainEqual(expect.objectContaining({ name: 'sql' }));
  const called = await ask('--method', 'tools/call', '--tool-name', 'sql', '--tool-arg', 'query=SELECT 6 * 7 AS answer');
  expect(called.answer.structuredContent).toMatchObject({ rows: [{ answer: 42 }] });
  const events = await ask('--method', 'tools/call', '--tool-name', 'list_events');
  expect(JSON.stringify(events.answer.content)).toContain('Tour Booked');
  const read = await ask('--method', 'resources/read', '--uri', 'workspace://info');
  expect(JSON.stringify(read.answer.contents)).toContain(simulator.credentials.projectId);
  const prompts = await ask('--method', 'prompts/list');
  expect(prompts.answer.prompts).toContainEqual(expect.objectContaining({ name: 'analytics_workflow' }));
}

describe('the MCP Inspector', () => {
  it.each(['legacy', 'modern'])('is served over stdio in the %s era, and finds no fault with the tools', async (era) => {
    // It hands nothing of its own environment on to servers.
    const env = Object.entries(clientEnv(home, simulator)).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    await expectServed([process.execPath, CLI], ['--protocol-era', era, ...env]);
  });

  it('is served over HTTP', async () => {
    const server = startRaw(['--transport', 'http', '--port', '0'], {
      ...clientEnv(home, simulator),
      MIXLAKE_HOME: mkdtempSync(join(inspectorHome, 'http-')),
      MIXLAKE_HTTP_TOKEN: TOKEN,
    });
    await expect.poll(() => server.stderr(), { timeout: 10_000 }).toContain('ready at');
    const url = /http:\S+/.exec(server.stderr())?.[0] ?? '';
    await expectServed([url, '--transport', 'http', '--header', `Authorization: Bearer ${TOKEN}`]);
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });
});
