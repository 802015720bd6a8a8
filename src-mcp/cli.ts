#!/usr/bin/env node
// The command that AI clients start: a pipe to the engine that answers a client's first questions from what is known. It must be there in
// a few hundredths of a second, so whatever it needs only later is loaded later.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hello } from '#core/link/hello.ts';
import { readKnownAnswers } from '#core/link/known-answers.ts';
import { findRuntime } from '#core/link/runtime.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { type Arguments, helloOf, readArguments, USAGE } from './bridge/arguments.ts';
import { answerWithFailure, runBridge } from './bridge/bridge.ts';
import { complain } from './bridge/complain.ts';
import type { OpenedEngine } from './bridge/standalone.ts';

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
  const isEngineInside = args.standalone || args.transport === 'http';
  if (isEngineInside && runtime.command !== process.execPath) {
    const { rerunWithNewerNode } = await import('./bridge/newer-node.ts');
    return rerunWithNewerNode(runtime.command, process.argv.slice(1), process.env);
  }
  if (args.transport === 'http') return (await inProcess()).runHttp(args, helloOf(args, process.env, version));
  const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
  try {
    const hello = helloOf(args, process.env, version);
    const paths = mixlakePaths({ mixlakeHome: process.env.MIXLAKE_HOME });
    ensureHome(paths);
    const known = (clientName: string) => readKnownAnswers(paths.home, { version, profile: hello.profile, clientName });
    if (args.standalone) {
      const { runStandalone } = await import('./bridge/standalone.ts');
      return await runStandalone({ streams, hello, known, open: async () => (await inProcess()).openEngine() });
    }
    const entry = join(here, isSource ? 'main.ts' : 'engine.js');
    return await runBridge({
      streams,
      parentPid: () => process.ppid,
      known,
      async connect(account, signal) {
        const { reachEngine } = await import('./bridge/reach-engine.ts');
        return reachEngine({ paths, hello, account, runtime, entry, signal });
      },
    });
  } catch (error) {
    return answerWithFailure(error, streams);
  }
}

interface InProcess {
  runHttp(args: Arguments, hello: Hello): Promise<number>;
  openEngine(): Promise<OpenedEngine>;
}

/** The engine is a bundle of its own. */
async function inProcess(): Promise<InProcess> {
  const { keepCompiledCode } = await import('#core/link/compile-cache.ts');
  keepCompiledCode(mixlakePaths({ mixlakeHome: process.env.MIXLAKE_HOME }).home);
  return import(new URL(isSource ? './in-process.ts' : './in-process.js', import.meta.url).href);
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
