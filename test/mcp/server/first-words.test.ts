// A client that has hardly said anything: no account is known, or its first call comes right behind its handshake.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair } from '#test/fakes/mcp-clients.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

let test: TestEngine;
beforeEach(() => {
  test = startTestEngine();
});
afterEach(() => test.close());

const noAccount = () => ({ kind: 'assistant', account: { kind: 'default' }, mpConfigFile: join(tempDir(), 'none.toml') }) as const;

describe('without an account', () => {
  it.each(['legacy', 'modern'] as const)('tools that need none answer, long answers and their next page too (%s era)', async (era) => {
    const [ours, theirs] = pipePair();
    test.engine.serveMcp(noAccount(), ours, ours);
    const mcp = await connectClient(era, theirs, {});
    const found = await mcp.call('find_tools', { query: 'retention of users' });
    expect(found.isError).toBe(false);
    expect(found.text).toContain('retention');
    const refused = await mcp.call('segmentation', { event: 'A', from_date: '2026-01-01', to_date: '2026-01-02' });
    expect(refused.text).toContain('No Mixpanel account is configured');
    await mcp.close();
  });
});

describe('a client that does not wait for the answer to its handshake', () => {
  it('is known by its name from its first call on', async () => {
    const [ours, theirs] = pipePair();
    test.engine.serveMcp(noAccount(), ours, ours);
    let out = '';
    theirs.on('data', (chunk) => {
      out += String(chunk);
    });
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'hasty', version: '3' } };
    const lines = [
      { id: 1, method: 'initialize', params },
      { id: 2, method: 'tools/call', params: { name: 'find_tools', arguments: { query: 'retention' } } },
    ];
    theirs.write(lines.map((line) => `${JSON.stringify({ jsonrpc: '2.0', ...line })}\n`).join(''));
    await expect.poll(() => out).toContain('"id":2');
    const [file = ''] = readdirSync(test.paths.activityDir).filter((name) => name.endsWith('.jsonl'));
    const [line = ''] = readFileSync(join(test.paths.activityDir, file), 'utf8').split('\n');
    expect(JSON.parse(line)).toMatchObject({ entry: { tool: 'find_tools', client: { name: 'hasty' } } });
    theirs.destroy();
  });
});
