// A bundle for clients that install servers from one file (.mcpb). It holds a few lines of plain JavaScript that start the bridge of
// this Mixlake: native modules are refused inside a bundle, and a copy of the engine would be a second one.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { AssistantBundle } from '#shared/model/assistant.ts';
import { commandLine, type Launch } from './launch.ts';

/** The same input makes the same bytes. */
const FILE_TIME = '2020-01-01T00:00:00';

interface BundleInput {
  folder: string;
  version: string;
  launch: Launch;
}

export async function writeBundle({ folder, version, launch }: BundleInput): Promise<AssistantBundle> {
  const bytes = bundleBytes(version, launch);
  const file = join(folder, `mixlake-${version}.mcpb`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, bytes, { mode: 0o600 });
  return { file, bytes: bytes.length, command: commandLine(launch) };
}

export function bundleBytes(version: string, launch: Launch): Uint8Array {
  return zipSync(
    { 'manifest.json': strToU8(`${JSON.stringify(bundleManifest(version), null, 2)}\n`), 'server/index.js': strToU8(starter(launch)) },
    { mtime: FILE_TIME, level: 9 },
  );
}

function bundleManifest(version: string) {
  return {
    manifest_version: '0.3',
    name: 'mixlake',
    display_name: 'Mixlake',
    version,
    description: 'Your Mixpanel data, on this computer and live, for questions in plain words.',
    long_description: 'Connects to the Mixlake that is installed on this computer. It holds no credentials and no data.',
    author: { name: 'Mixlake' },
    license: 'MIT',
    server: {
      type: 'node',
      entry_point: 'server/index.js',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the client puts the bundle's folder there.
      mcp_config: { command: 'node', args: ['${__dirname}/server/index.js'], env: {} },
    },
    tools_generated: true,
    prompts_generated: true,
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: '>=18.0.0' } },
  };
}

/** CommonJS, for any Node: it hands its own streams to the bridge, which is on this computer already. */
function starter({ command, args, env }: Launch): string {
  return `'use strict';
const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');

const command = ${JSON.stringify(command)};
const args = ${JSON.stringify(args)};

if (!existsSync(command) || !existsSync(args[0])) {
  process.stderr.write('Mixlake is no longer where this bundle was made: ' + args[0] + '. Make a new bundle in Mixlake, under Assistants.\\n');
  process.exit(1);
}
const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...${JSON.stringify(env)} } });
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', () => process.exit(1));
child.once('exit', (code) => process.exit(code ?? 1));
`;
}
