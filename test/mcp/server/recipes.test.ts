// The recipes are run: every query that comes with its arguments must be answered, and the dates must be what they say.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOOLS } from '#mcp/tools/index.ts';
import { type LiveRoom, openLiveRoom } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';
import contractTools from '../../fixtures/contract/tool-parameters.json' with { type: 'json' };

interface Query {
  description: string;
  tool: string;
  params?: Record<string, unknown>;
}
interface Period {
  from: string;
  to: string;
}

const TOOL_NAMES = new Set([...TOOLS.map((tool) => tool.name), ...Object.keys(contractTools)]);
const YESTERDAY = '2026-05-19';

let room: LiveRoom;
let mcp: TestClient;
beforeAll(async () => {
  room = await openLiveRoom();
  mcp = await room.client('modern');
});
afterAll(async () => {
  await mcp.close();
  await room.stop();
});

async function recipe<T>(name: string): Promise<T> {
  return JSON.parse((await mcp.read(`recipes://${name}`))[0]?.text ?? '');
}

/** Runs what can be run now; a tool that this version does not have yet is only checked by name. */
async function runAll(queries: readonly Query[]): Promise<string[]> {
  const ran: string[] = [];
  for (const { tool, params } of queries) {
    expect(TOOL_NAMES).toContain(tool);
    if (params === undefined || !TOOLS.some((each) => each.name === tool)) continue;
    const answer = await mcp.call(tool, params);
    expect(answer.isError, `${tool}: ${answer.text}`).toBe(false);
    ran.push(tool);
  }
  return ran;
}

function days({ from, to }: Period): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
}

describe('the weekly review', () => {
  interface Review {
    current_period: Period;
    comparison_period: Period;
    checklist: { step: number; name: string; tools: string[]; queries: Query[] }[];
    report_template: { sections: string[] };
    time_zone: string;
    notes: string[];
  }

  it('compares two whole weeks that share no day, the last one ending yesterday', async () => {
    const review = await recipe<Review>('weekly-review');
    expect(review).toMatchObject({
      current_period: { from: '2026-05-13', to: YESTERDAY },
      comparison_period: { from: '2026-05-06', to: '2026-05-12' },
      time_zone: 'Europe/Vienna',
    });
    expect(days(review.current_period)).toBe(7);
    expect(review.checklist.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    expect(review.report_template.sections).toHaveLength(6);
  });

  it('asks about events of this project, in both weeks', async () => {
    const review = await recipe<Review>('weekly-review');
    const names = (await mcp.call('list_events')).data.events as string[];
    for (const step of review.checklist.slice(0, 3)) {
      const froms = step.queries.map(({ params }) => params?.from_date);
      expect(froms.filter((from) => from === '2026-05-13')).toHaveLength(froms.length / 2);
      expect(froms.filter((from) => from === '2026-05-06')).toHaveLength(froms.length / 2);
    }
    const asked = JSON.stringify(review.checklist[0]?.queries[0]?.params?.events);
    for (const event of JSON.parse(asked)) expect(names).toContain(event);
    expect(names).toContain(review.checklist[2]?.queries[0]?.params?.born_event);
    expect(review.checklist[2]?.queries[0]?.params?.born_event).toMatch(/sign up/i);
  });

  it('can be run as it stands', async () => {
    const { checklist } = await recipe<Review>('weekly-review');
    const ran = await runAll(checklist.flatMap(({ queries }) => queries));
    expect(ran).toEqual(expect.arrayContaining(['event_counts', 'funnel', 'retention', 'top_events', 'stream_events']));
    for (const tool of checklist.flatMap(({ tools }) => tools)) expect(TOOL_NAMES).toContain(tool);
  });
});

describe('the churn investigation', () => {
  interface Playbook {
    analysis_period: Period;
    phases: { phase: number; name: string; description: string; queries?: Query[] }[];
    benchmarks: Record<string, string>;
  }

  it('covers the last thirty whole days in five phases', async () => {
    const playbook = await recipe<Playbook>('churn-investigation');
    expect(playbook.analysis_period).toEqual({ from: '2026-04-20', to: YESTERDAY });
    expect(playbook.phases.map(({ phase }) => phase)).toEqual([1, 2, 3, 4, 5]);
    expect(playbook.benchmarks).toMatchObject({ d1_retention: '40-60 %', monthly_churn_b2b: 'below 5 %' });
  });

  it('can be run as it stands, and its SQL splits the users into those who left and those who stayed', async () => {
    const { phases } = await recipe<Playbook>('churn-investigation');
    const queries = phases.flatMap((phase) => phase.queries ?? []);
    const ran = await runAll(queries);
    expect(ran).toEqual(['retention', 'fetch_events', 'sql', 'sql']);
    const [leavers, last] = queries.filter(({ tool }) => tool === 'sql');
    const split = (await mcp.call('sql', leavers?.params)).data.rows as { has_left: boolean; users: number }[];
    const everybody = await mcp.call('sql', { query: "SELECT count(DISTINCT distinct_id) AS n FROM events WHERE distinct_id <> ''" });
    expect(split.map(({ has_left }) => has_left)).toEqual([false, true]);
    expect(split.reduce((sum, { users }) => sum + users, 0)).toBe((everybody.data.rows as { n: number }[])[0]?.n);
    const left = (await mcp.call('sql', last?.params)).data.rows as { left_after_it: number }[];
    expect(left.reduce((sum, row) => sum + row.left_after_it, 0)).toBe(split[1]?.users);
  });
});
