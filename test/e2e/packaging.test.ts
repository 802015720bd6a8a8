// Packs the built app as an installer would hold it, with a stand-in for the Electron binary, and looks at what came out: what the
// archive holds, which fuses are set, and that what lies beside the archive runs from there.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkUnpackedFiles } from '#main/services/unpacked-files.ts';
import { ROOT, requireBuild, startRaw } from './built.ts';

const run = promisify(execFile);
/** What Electron's binary carries its fuses behind; then the version of the wire, its length, and one byte a fuse. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = 9;

let dir: string;
let packed: string;

/** A folder like Electron's own, whose binary holds nothing but fuses. */
function fakeElectron(): string {
  const electron = join(dir, 'electron');
  mkdirSync(join(electron, 'resources'), { recursive: true });
  const wire = Buffer.concat([Buffer.from(FUSE_SENTINEL), Buffer.from([1, FUSES]), Buffer.alloc(FUSES, '0')]);
  writeFileSync(join(electron, 'electron'), wire);
  chmodSync(join(electron, 'electron'), 0o755);
  writeFileSync(join(electron, 'version'), '45.4.1');
  for (const file of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(electron, file), '');
  return electron;
}

beforeAll(async () => {
  requireBuild();
  dir = mkdtempSync(join(tmpdir(), 'mixlake-pack-'));
  const builder = join(ROOT, 'node_modules/electron-builder/cli.js');
  const args = ['--linux', 'dir', '--publish', 'never', `-c.electronDist=${fakeElectron()}`, `-c.directories.output=${join(dir, 'dist')}`];
  await run(process.execPath, [builder, ...args], { cwd: ROOT, env: { ...process.env, CI: 'true' } });
  packed = join(dir, 'dist/linux-unpacked');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the packed app', () => {
  it('holds the built product and nothing else of the checkout', () => {
    const files = listPackage(join(packed, 'resources/app.asar'), { isPack: false });
    const tops = new Set(files.map((file) => file.split('/')[1]));
    expect([...tops].toSorted()).toEqual(['node_modules', 'out', 'package.json', 'resources']);
    const outs = new Set(files.filter((file) => file.startsWith('/out/')).map((file) => file.split('/')[2]));
    expect([...outs].toSorted()).toEqual(['main', 'mcp', 'preload', 'renderer', 'simulator']);
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
    const packages = new Set(files.filter((file) => file.startsWith('/node_modules/')).map((file) => file.split('/')[2]));
    for (const own of ['electron', 'vite', 'react', 'typescript', 'vitest', 'electron-builder']) expect(packages).not.toContain(own);
  });

  it('has the fuses of the security design', async () => {
    const wire = await getCurrentFuseWire(join(packed, 'mixlake'));
    expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(FuseState.DISABLE);
  });

  it('notices a native module that is not the one that was packed', () => {
    const copy = join(dir, 'copy');
    const archive = join(copy, 'app.asar');
    cpSync(join(packed, 'resources/app.asar.unpacked'), join(copy, 'app.asar.unpacked'), { recursive: true });
    // Read as Electron reads it: here the archive is a folder with the one file that the check needs.
    mkdirSync(join(archive, 'out/main'), { recursive: true });
    const hashes = extractFile(join(packed, 'resources/app.asar'), 'out/main/unpacked-hashes.json');
    writeFileSync(join(archive, 'out/main/unpacked-hashes.json'), hashes);
    const names = Object.keys(JSON.parse(hashes.toString()));
    expect(names).toEqual(expect.arrayContaining(['out/mcp/cli.js', 'out/mcp/engine.js']));
    const native = names.find((name) => name.endsWith('.node')) ?? '';
    const file = join(copy, 'app.asar.unpacked', native);
    const before = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(() => checkUnpackedFiles(archive)).not.toThrow();
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from([0])]));
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).not.toBe(before);
    expect(() => checkUnpackedFiles(archive)).toThrow(`The file ${native} of this installation is not the one that was installed.`);
    rmSync(file);
    expect(() => checkUnpackedFiles(archive)).toThrow(native);
  });

  it('serves an assistant with what lies beside the archive, demo project and database included', async () => {
    const cli = join(packed, 'resources/app.asar.unpacked/out/mcp/cli.js');
    expect(existsSync(cli)).toBe(true);
    const home = join(dir, 'home');
    const server = startRaw(['--standalone', '--demo'], { PATH: '/usr/bin:/bin', HOME: home, MIXLAKE_HOME: home }, cli);
    const clientInfo = { name: 'packed', version: '1' };
    server.send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
    await server.answer(1);
    server.send({ method: 'notifications/initialized' });
    server.send({ id: 2, method: 'tools/call', params: { name: 'sql', arguments: { query: 'SELECT 40 + 2 AS answer' } } });
    expect(JSON.stringify(await server.answer(2))).toContain('42');
    server.send({ id: 3, method: 'tools/call', params: { name: 'workspace_info', arguments: {} } });
    expect(JSON.stringify(await server.answer(3))).toContain('4242');
    server.child.stdin?.end();
    expect(await server.exited).toBe(0);
    expect(server.stderr()).toBe('');
  });
});
