// Calls about tables and results, passed on to the engine.
import { implement } from '@orpc/server';
import { type EngineClient, windowContract } from '#shared/contract/contract.ts';

export function createQueryRouters(engine: () => Promise<EngineClient>) {
  const os = implement(windowContract);
  const until = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });
  return {
    tables: {
      ledger: os.tables.ledger.handler(async ({ input, signal }) => (await engine()).tables.ledger(input, until(signal))),
      list: os.tables.list.handler(async ({ signal }) => (await engine()).tables.list(undefined, until(signal))),
      profile: os.tables.profile.handler(async ({ input, signal }) => (await engine()).tables.profile(input, until(signal))),
      saveResult: os.tables.saveResult.handler(async ({ input, signal }) => (await engine()).tables.saveResult(input, until(signal))),
      drop: os.tables.drop.handler(async ({ input, signal }) => (await engine()).tables.drop(input, until(signal))),
      undrop: os.tables.undrop.handler(async ({ input, signal }) => (await engine()).tables.undrop(input, until(signal))),
      fileSize: os.tables.fileSize.handler(async ({ signal }) => (await engine()).tables.fileSize(undefined, until(signal))),
      compact: os.tables.compact.handler(async ({ signal }) => (await engine()).tables.compact(undefined, until(signal))),
    },
    query: {
      open: os.query.open.handler(async ({ input, signal }) => (await engine()).query.open(input, until(signal))),
      explain: os.query.explain.handler(async ({ input, signal }) => (await engine()).query.explain(input, until(signal))),
      status: os.query.status.handler(async ({ input, signal }) => (await engine()).query.status(input, until(signal))),
      ready: os.query.ready.handler(async ({ input, signal }) => (await engine()).query.ready(input, until(signal))),
      page: os.query.page.handler(async ({ input, signal }) => (await engine()).query.page(input, until(signal))),
      arrange: os.query.arrange.handler(async ({ input, signal }) => (await engine()).query.arrange(input, until(signal))),
      profile: os.query.profile.handler(async ({ input, signal }) => (await engine()).query.profile(input, until(signal))),
      cancel: os.query.cancel.handler(async ({ input, signal }) => (await engine()).query.cancel(input, until(signal))),
      release: os.query.release.handler(async ({ input, signal }) => (await engine()).query.release(input, until(signal))),
    },
  };
}
