// DuckDB's binding, loaded by the first call that needs it: that takes a tenth of a second, in which an engine can already have listed its
// tools. Everybody else imports types only (a layer rule).
import { createRequire } from 'node:module';
import type * as Binding from '@duckdb/node-api';

const load = createRequire(import.meta.url);
let loaded: typeof Binding | undefined;

export function duckdb(): typeof Binding {
  loaded ??= readOnce();
  return loaded;
}

/** The package hands its names out through getters, which cost too much for every value of a result. */
function readOnce(): typeof Binding {
  const binding: typeof Binding = load('@duckdb/node-api');
  return { ...binding };
}
