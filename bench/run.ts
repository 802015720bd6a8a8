// `npm run bench -- NAME`: prints a table and, last, one line of JSON. Figures are for comparing within one run: the machine is shared.
import { benchClients } from './clients.ts';
import { benchIngest } from './ingest.ts';
import { benchQuery, benchResult } from './query.ts';
import { benchSoak } from './soak.ts';
import { benchStart } from './start.ts';
import type { Bench } from './table.ts';
import { printTable } from './table.ts';
import { benchWindow } from './window.ts';

const BENCHES: Record<string, Bench> = {
  start: benchStart,
  clients: benchClients,
  soak: benchSoak,
  ingest: benchIngest,
  query: benchQuery,
  result: benchResult,
  window: benchWindow,
};

const name = process.argv[2] ?? '';
const bench = BENCHES[name];
if (bench === undefined) {
  console.error(`There is no benchmark ${JSON.stringify(name)}. Known: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
const result = await bench(process.argv.slice(3));
printTable(result.rows);
console.log(JSON.stringify({ bench: name, ...result.summary }));
process.exit(0);
