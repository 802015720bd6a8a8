// Entry of the engine process. It takes the socket first and loads the engine afterwards. Nothing is printed; if it cannot start, one line
// of JSON on stderr says why.
import { keepCompiledCode } from '#core/link/compile-cache.ts';
import { listenEarly } from '#core/link/listen-early.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { toWireError } from '#shared/errors.ts';
import { findEntries } from './process.ts';
import { keepBackForNewer } from './server/keep-back.ts';

async function main(): Promise<void> {
  const entries = findEntries(import.meta.url);
  const paths = mixlakePaths({ mixlakeHome: process.env.MIXLAKE_HOME });
  ensureHome(paths);
  await keepBackForNewer(paths, entries.version);
  const listening = await listenEarly(paths);
  if (listening === undefined) process.exit(0);
  keepCompiledCode(paths.home);
  const { runEngine } = await import('./run-engine.ts');
  await runEngine(entries, listening);
}

main().catch((error) => {
  process.stderr.write(`${JSON.stringify(toWireError(error))}\n`, () => process.exit(1));
});
