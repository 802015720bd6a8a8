// JQL, within narrow limits on purpose: a script is never run. Two forms of counting are recognised by their text; everything else is
// answered like a script that failed.

import { tallyEvents } from '../analysis/tally.ts';
import { ApiError, badRequest } from '../http/api-error.ts';
import { type Answer, type Call, dayRange, json } from '../http/call.ts';
import { Params } from '../http/params.ts';
import { kindsOf } from './event-names.ts';

const MAIN = /^\s*function\s+main\s*\(\s*\)\s*\{\s*return\s+Events\s*\(\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\s*\)\s*\.([\s\S]+?);?\s*\}\s*$/;
const COUNT_ALL = /^reduce\s*\(\s*mixpanel\.reducer\.count\(\s*\)\s*\)$/;
const COUNT_BY_NAME = /^groupBy\s*\(\s*\[\s*["']name["']\s*\]\s*,\s*mixpanel\.reducer\.count\(\s*\)\s*\)$/;

function field(settings: string, name: string): string {
  return new RegExp(`${name}\\s*:\\s*["']([^"']*)["']`).exec(settings)?.[1] ?? '';
}

export async function jql(call: Call): Promise<Answer> {
  const { project } = call;
  if (project.settings.jql === 'retired') throw new ApiError(403, 'JQL is no longer available for this project');
  const script = call.params.required('script');
  call.params.json('params');
  const match = MAIN.exec(script);
  const [settings = '', chain = ''] = match?.slice(1).map((part) => part.trim()) ?? [];
  if (!match || !(COUNT_ALL.test(chain) || COUNT_BY_NAME.test(chain))) {
    if (!/function\s+main\s*\(/.test(script)) throw new ApiError(412, 'Uncaught exception ReferenceError: main is not defined');
    throw new ApiError(
      412,
      'Uncaught exception: the simulator recognises only Events({from_date, to_date}) with groupBy(["name"], count) or reduce(count)',
    );
  }
  const range = dayRange({ ...call, params: new Params(new Map(['from_date', 'to_date'].map((name) => [name, field(settings, name)]))) });
  const names = [...settings.matchAll(/event\s*:\s*["']([^"']*)["']/g)].map((found) => found[1] ?? '');
  if (settings.includes('event_selectors') && names.length === 0) throw badRequest('event_selectors: no event found');
  const kinds = names.length > 0 ? { kinds: kindsOf(names) } : {};
  const tally = await tallyEvents(project, { ...range, ...kinds, unit: 'month', type: 'general', segment: (event) => event.kind.name });
  const counts = [...tally].map(([name, row]) => ({ key: [name], value: [...row.values()].reduce((sum, count) => sum + count, 0) }));
  if (COUNT_BY_NAME.test(chain)) return json(counts);
  return json([counts.reduce((sum, count) => sum + count.value, 0)]);
}
