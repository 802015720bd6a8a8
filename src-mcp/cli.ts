#!/usr/bin/env node
// The command that AI clients start. It bundles into one small file and is a pipe to the engine; the engine itself is loaded only
// for --standalone and --transport http.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepCompiledCode } from '#core/link/compile-cache.ts';
import { ensureEngine } from '#core/link/connect.ts';
import { knownAnswersFile, readKnownAnswers } from '#core/link/known-answers.ts';
import { findRuntime, startEngine } from '#core/link/start-engine.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { helloOf, readArguments, USAGE } from './bridge/arguments.ts';
import { answerWithFailure, runBridge } from './bridge/bridge.ts';
import { complain } from './bridge/complain.ts';
import { rerunWithNewerNode } from './bridge/newer-node.ts';

const EXIT_REFUSED = 2;

const here = dirname(fileURLToPath(import.meta.url));
const isSource = import.meta.url.endsWith('.ts');
const appRoot = isSource ? dirname(here) : dirname(dirname(here));

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2));
  if (args.help) return print(USAGE);
  const version = versionOf(join(appRoot, 'package.json'));
  if (args.version) return print(`${version}\n`);
  const runtime = findRuntime(appRoot, process.versions, process.execPath);
  if (args.standalone || args.transport === 'http') {
    if (runtime.command !== process.execPath) return rerunWithNewerNode(runtime.command, process.argv.slice(1), process.env);
    keepCompiledCode(mixlakePaths({ mixlakeHome: process.env.MIXLAKE_HOME }).home);
    const entry: { runInProcess(args: unknown, hello: unknown): Promise<number> } = await import(
      new URL(isSource ? './in-process.ts' : './in-process.js', import.meta.url).href
    );
    return entry.runInProcess(args, helloOf(args, process.env, version));
  }
  const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
  try {
    const hello = { ...helloOf(args, process.env, version), bridgeId: randomUUID() };
    const paths = mixlakePaths({ mixlakeHome: process.env.MIXLAKE_HOME });
    ensureHome(paths);
    const entry = join(here, isSource ? 'main.ts' : 'engine.js');
    return await runBridge({
      streams,
      parentPid: () => process.ppid,
      known: (clientName) => readKnownAnswers(knownAnswersFile(paths.home, { version, profile: hello.profile, clientName })),
      connect: (account, signal) =>
        ensureEngine({
          paths,
          hello: account === undefined ? hello : { ...hello, switchedTo: account },
          startEngine: () => startEngine({ paths, env: process.env, runtime, entry }),
          signal,
        }),
    });
  } catch (error) {
    return answerWithFailure(error, streams);
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function versionOf(file: string): string {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string') return parsed.version;
  } catch {
    // A bundle packed without its package.json still works.
  }
  return '0.0.0';
}

process.on('SIGTERM', () => process.exit(0));
main().then(
  (code) => process.exit(code),
  (error) => complain(error).then(() => process.exit(EXIT_REFUSED)),
);
