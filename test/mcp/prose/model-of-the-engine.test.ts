// The whole road: settings.toml, the key of the secret store, a tool's answer. Off unless it is switched on in words.
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createMemorySecrets } from '#core/secrets/secret-store.ts';
import { readSettings } from '#core/settings.ts';
import { modelKey } from '#mcp/server/model-key.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { TODAY, ZONE } from '#test/fakes/live-room.ts';
import { connectClient, pipePair } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const KEY = 'sk-local-0123456789';
let simulator: SimulatorProcess;
let test: TestEngine;
let server: Server;
let origin: string;
let bodies: { text: string; key: string | undefined }[] = [];
const secrets = createMemorySecrets();

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 20_000, users: 800, today: TODAY, quota: false });
  const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime(ZONE).epochMilliseconds;
  const startedAt = Date.now();
  await secrets.set('model', KEY);
  test = startTestEngine({ now: () => noon + (Date.now() - startedAt), secrets });
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    bodies.push({ text, key: request.headers.authorization });
    const total = /(\d+) events/.exec(text)?.[1];
    response.end(JSON.stringify({ choices: [{ message: { content: `Im April waren es ${total} Buchungen.` } }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await test.close();
  server.closeAllConnections();
  server.close();
  await simulator.stop();
});
beforeEach(() => {
  bodies = [];
});

async function ask(settings: string) {
  writeFileSync(test.paths.settingsFile, settings);
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  const client = await connectClient('legacy', theirs);
  const answer = await client.call('ask_mixpanel', { question: 'How many tours were booked in April?' });
  await client.close();
  return answer;
}

function section(changes: Record<string, string> = {}): string {
  const fields = { enabled: 'true', kind: '"openai"', url: JSON.stringify(origin), name: '"small-one"', ...changes };
  return `[model]\n${Object.entries(fields)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n')}\n`;
}

it('is asked when it is switched on, and gets the report, the question and its key, and no other secret', async () => {
  const answer = await ask(section());
  expect(answer.data.written_by).toBe('the configured model');
  expect(answer.data.answer).toMatch(/^Im April waren es \d+ Buchungen\.$/);
  expect(bodies).toHaveLength(1);
  expect(bodies[0]?.key).toBe(`Bearer ${KEY}`);
  const sent = bodies[0]?.text ?? '';
  expect(sent).toContain('How many tours were booked in April?');
  for (const secret of [simulator.credentials.secret, simulator.credentials.username, test.paths.settingsFile])
    expect(sent).not.toContain(secret);
  expect(JSON.stringify(answer)).not.toContain(KEY);
});

it.each([
  ['no section', () => ''],
  ['a section that is not switched on', () => section({ enabled: 'false' })],
  ['a section without a switch', () => section().replace('enabled = true\n', '')],
  ['a switch that is a text', () => section({ enabled: '"true"' })],
  ['a damaged file', () => '[model\nenabled = true'],
])('is not asked with %s', async (_name, settings) => {
  const answer = await ask(settings());
  expect(answer.data).toMatchObject({ status: 'success', written_by: 'template' });
  expect(bodies).toEqual([]);
});

it.each([
  [{ url: '"http://models.example"' }, 'must start with https://'],
  [{ url: '"ftp://127.0.0.1"' }, 'must start with https://'],
  [{ url: '"http://127.0.0.1.evil.example"' }, 'must start with https://'],
  [{ url: '"https://me:secret@models.example"' }, 'must not hold a password'],
  [{ url: '"models"' }, 'must be a web address'],
  [{ kind: '"other"' }, 'kind in settings.toml must be'],
  [{ name: '""' }, 'must name a model'],
])('a section with %j is told in a note, and nothing is sent', async (changes, words) => {
  const answer = await ask(section(changes));
  expect(answer.data.written_by).toBe('template');
  expect(answer.text).toContain(words);
  expect(answer.text).not.toContain('me:secret');
  expect(bodies).toEqual([]);
});

it('other settings stay what they are', () => {
  writeFileSync(test.paths.settingsFile, `tool_profile = "compact"\n${section({ url: '"https://models.example/v1"' })}`);
  expect(readSettings(test.paths.settingsFile)).toEqual({
    toolProfile: 'compact',
    model: { kind: 'openai', name: 'small-one', isLocal: false, url: new URL('https://models.example/v1') },
  });
});

it('the secret of an account that is named like the entry never goes to a model', async () => {
  expect(await modelKey(test.paths.accountsFile, secrets)).toBe(KEY);
  writeFileSync(test.paths.accountsFile, '[accounts.model]\nusername = "u"\nproject_id = "4242"\nregion = "us"\n');
  await expect(modelKey(test.paths.accountsFile, secrets)).rejects.toThrow('rename the account');
});
