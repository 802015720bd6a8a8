// The bridge as a process of its own, from source, beside the built engine. A part can be left out, to show that the tests see it:
// --without-replay (a new engine is not told the handshake), --without-stdin-end (the end of stdin is not noticed).
import { join, resolve } from 'node:path';
import { ensureEngine } from '#core/link/connect.ts';
import { readKnownAnswers } from '#core/link/known-answers.ts';
import { findRuntime } from '#core/link/runtime.ts';
import { startEngine } from '#core/link/start-engine.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { helloOf, readArguments } from '#mcp/bridge/arguments.ts';
import { runBridge } from '#mcp/bridge/bridge.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const hello = helloOf(readArguments([]), process.env, '0.1.0');
const paths = mixlakePaths({ mixlakeHome: process.env.MIXLAKE_HOME });
ensureHome(paths);
const runtime = findRuntime(ROOT, process.versions, process.execPath);
process.on('SIGTERM', () => process.exit(0));
process.exit(
  await runBridge({
    streams: { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
    parentPid: () => process.ppid,
    known: (clientName) => readKnownAnswers(paths.home, { version: hello.version, profile: undefined, clientName }),
    connect: (account, signal) =>
      ensureEngine({
        paths,
        hello: account === undefined ? hello : { ...hello, switchedTo: account },
        startEngine: () => startEngine({ paths, env: process.env, runtime, entry: join(ROOT, 'out/mcp/engine.js') }),
        signal,
      }),
    replaysHandshake: !process.argv.includes('--without-replay'),
    endsWithStdin: !process.argv.includes('--without-stdin-end'),
  }),
);
