import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unpackExtension, validateManifest } from '@anthropic-ai/mcpb';
import { describe, expect, it } from 'vitest';
import { bundleBytes } from '#main/services/assistants/bundle.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';
import { openAssistants } from './open-assistants.ts';

async function unpacked() {
  const dir = tempDir();
  const appRoot = join(dir, 'app');
  mkdirSync(join(appRoot, 'out', 'mcp'), { recursive: true });
  // Stands for the bridge: answers with what it was started with.
  writeFileSync(
    join(appRoot, 'out', 'mcp', 'cli.js'),
    'process.stdin.on("data", (text) => process.stdout.write(JSON.stringify([process.argv.slice(2), process.env.MIXLAKE_HOME, String(text)])));',
  );
  const { service } = openAssistants({ appRoot, usualHome: '/elsewhere' });
  const bundle = await service.bundle('shop');
  const folder = join(dir, 'unpacked');
  await unpackExtension({ mcpbPath: bundle.file, outputDir: folder, silent: true });
  return { bundle, folder, appRoot };
}

describe('the bundle', () => {
  it('passes the bundle tool’s own judgement', async () => {
    const { bundle, folder } = await unpacked();
    expect(validateManifest(join(folder, 'manifest.json'))).toBe(true);
    expect(statSync(bundle.file).size).toBe(bundle.bytes);
    expect(statSync(bundle.file).mode & 0o777).toBe(0o600);
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'mixlake', version: '0.1.0', server: { type: 'node', entry_point: 'server/index.js' } });
  });

  it('starts the bridge of this Mixlake and hands it the client’s streams', async () => {
    const { folder } = await unpacked();
    const answer = execFileSync(process.execPath, [join(folder, 'server', 'index.js')], { input: 'hello', encoding: 'utf8' });
    expect(JSON.parse(answer)).toEqual([['--account', 'shop'], expect.stringContaining('mixlake'), 'hello']);
  });

  it('says in words that Mixlake has moved', async () => {
    const { folder, appRoot } = await unpacked();
    const starter = join(folder, 'server', 'index.js');
    const gone = join(dirname(appRoot), 'gone');
    writeFileSync(starter, readFileSync(starter, 'utf8').replaceAll(appRoot, gone));
    const child = spawn(process.execPath, [starter], { stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (chunk) => {
      words += chunk;
    });
    expect(await new Promise((done) => child.once('close', done))).toBe(1);
    expect(words).toMatch(/no longer where this bundle was made: .*gone.*Make a new bundle/);
  });

  it('is the same bytes for the same Mixlake', () => {
    const launch = { command: '/n', args: ['/c.js'], env: {} };
    expect(Buffer.from(bundleBytes('1.0.0', launch))).toEqual(Buffer.from(bundleBytes('1.0.0', launch)));
  });
});
