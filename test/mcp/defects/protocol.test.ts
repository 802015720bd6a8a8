// Defects of the server that this product replaces, at the seam: tools that could not be called at all, answers that did not fit their
// schemas, tests that agreed with invented answers, documents that spoke of other names.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROMPTS } from '#mcp/prompts/index.ts';
import { GUIDE } from '#mcp/resources/skill.ts';
import { TOOLS } from '#mcp/tools/index.ts';
import { ERAS, type LiveRoom, openLiveRoom, TODAY } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';

const WEEK = { from_date: '2026-05-04', to_date: '2026-05-10' };
const EVENT = { event: 'Tour Viewed' };
const LATER = ['drop_table', 'drop_all_tables'];

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom();
});
afterAll(() => room.stop());

/** What each tool that needs arguments is asked; the others are asked nothing. */
const INPUT: Record<string, Record<string, unknown>> = {
  show_account: { name: 'environment' },
  switch_account: { name: 'environment' },
  list_properties: EVENT,
  list_property_values: { ...EVENT, property_name: '$os' },
  lexicon_schema: { entity_type: 'event', name: 'Tour Booked' },
  segmentation: { ...EVENT, ...WEEK },
  funnel: { funnel_id: 8103, ...WEEK },
  retention: { born_event: 'Sign Up Completed', ...WEEK },
  event_counts: { events: ['Tour Viewed', 'Tour Booked'], ...WEEK },
  property_counts: { ...EVENT, property_name: '$os', ...WEEK },
  segmentation_numeric: { event: 'Tour Booked', on: 'amount', ...WEEK },
  segmentation_sum: { event: 'Tour Booked', on: 'amount', ...WEEK },
  segmentation_average: { event: 'Tour Booked', on: 'amount', ...WEEK },
  property_distribution: { ...EVENT, property_name: '$os', ...WEEK },
  numeric_summary: { event: 'Tour Booked', property_name: 'amount', ...WEEK },
  daily_counts: WEEK,
  engagement_distribution: WEEK,
  property_coverage: { ...EVENT, properties: ['$os'], ...WEEK },
  cohort_comparison: { cohort_a_filter: 'plan == "pro"', cohort_b_filter: 'plan == "free"', ...WEEK },
  product_health_dashboard: { acquisition_event: 'Sign Up Completed' },
  gqm_investigation: { goal: 'understand why users come back', acquisition_event: 'Sign Up Completed' },
  frequency: WEEK,
  activity_feed: { distinct_id: 'somebody' },
  jql: {
    script:
      'function main() { return Events({from_date: "2026-05-04", to_date: "2026-05-05"}).groupBy(["name"], mixpanel.reducer.count()); }',
  },
  stream_events: { from_date: '2026-05-06', to_date: '2026-05-06', limit: 20 },
  fetch_events: { from_date: '2026-02-20', to_date: TODAY },
  sync: { action: 'list' },
  compact: {},
  table_schema: { table: 'events' },
  sample: { table: 'events' },
  summarize: { table: 'events' },
  event_breakdown: { table: 'events' },
  property_keys: { table: 'events' },
  column_stats: { table: 'events', column: 'amount' },
  sql: { query: 'SELECT count(*) AS n FROM events' },
  sql_scalar: { query: 'SELECT count(*) FROM events' },
  export: { table: 'profiles' },
  drop_table: { table: 'profiles' },
  diagnose_metric_drop: { ...EVENT, date: '2026-05-12' },
  funnel_optimization_report: { funnel_id: 8103 },
  ask_mixpanel: { question: 'How many Tour Viewed events were there last week?' },
  guided_analysis: { focus_area: 'engagement' },
  investigate: { ...EVENT, date: '2026-05-12' },
  report: { ...EVENT, anomaly_type: 'drop', from_date: '2026-05-12', to_date: '2026-05-12' },
  find_tools: { query: 'funnel' },
  use_tool: { name: 'list_events' },
};

/** Arguments that only an answer from before can tell. */
async function inputFor(tool: string, mcp: TestClient): Promise<Record<string, unknown>> {
  const bookmark = async (type: string) => {
    const { bookmarks } = (await mcp.call('list_bookmarks', { bookmark_type: type })).data as { bookmarks: { id: number }[] };
    return { bookmark_id: bookmarks[0]?.id };
  };
  switch (tool) {
    case 'query_saved_report':
      return bookmark('insights');
    case 'query_flows':
      return bookmark('flows');
    case 'job_status':
    case 'cancel_job':
      return { job_id: (await mcp.call('fetch_events', { from_date: TODAY, to_date: TODAY })).data.job_id };
    case 'next_page': {
      const { more } = (await mcp.call('sql', { query: 'SELECT * FROM events LIMIT 900' })).data as { more: { next_page: string } };
      return { page: more.next_page };
    }
    default:
      return INPUT[tool] ?? {};
  }
}

const inOrder = TOOLS.map(({ name }) => name).sort((a, b) => Number(LATER.includes(a)) - Number(LATER.includes(b)));
// All tools together ask Mixpanel more than an hour allows, so each half has an engine of its own.
const HALVES = ERAS.flatMap((era) => [0, 1].map((half) => [era, inOrder.filter((_, index) => index % 2 === half)] as const));

describe.each(HALVES)('for a client of the %s era', (era, names) => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client(era);
    // Both clients check every answer against the output schema that was listed.
    await mcp.listTools();
    await mcp.call('fetch_events', INPUT.fetch_events);
    await mcp.call('fetch_profiles');
  });
  afterAll(() => mcp.close());

  it.each(names)('%s can be called, and answers with what Mixpanel really sends in the form it announced', async (tool) => {
    const answer = await mcp.call(tool, await inputFor(tool, mcp));
    expect(answer.isError, answer.text).toBe(false);
    const schema = TOOLS.find(({ name }) => name === tool)?.output;
    const { more: _more, ...data } = answer.data;
    expect(schema?.safeParse(data).error?.message).toBeUndefined();
    expect(answer.text).not.toBe('');
  });
});

it.each(ERAS)('every resource is text that can be sent to a client of the %s era', async (era) => {
  const mcp = await room.client(era);
  for (const { uri, mimeType } of await mcp.listResources()) {
    const [part] = await mcp.read(uri);
    expect(part?.text ?? '', uri).not.toBe('');
    if (mimeType === 'application/json') expect(() => JSON.parse(part?.text ?? '')).not.toThrow();
  }
  await mcp.close();
});

it('the guide and the prompts speak only of tools and arguments that exist', () => {
  const tools = new Set(TOOLS.map(({ name }) => name));
  const words = new Set([
    ...tools,
    ...TOOLS.flatMap(({ input, output }) => [...Object.keys(input.shape), ...Object.keys(output.shape)]),
    ...PROMPTS.flatMap(({ name, arguments: args }) => [name, ...args.map((each) => each.name)]),
  ]);
  const texts = [
    GUIDE,
    ...PROMPTS.map((prompt) => prompt.text(Object.fromEntries(prompt.arguments.map((each) => [each.name, each.default])))),
  ];
  const spoken = texts.flatMap((text) => [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name]) => name ?? ''));
  expect(spoken.length).toBeGreaterThan(20);
  const ofSql = ['event_name', 'event_time', 'distinct_id', 'insert_id', 'last_seen', 'stddev_samp'];
  expect(spoken.filter((name) => !words.has(name) && !ofSql.includes(name))).toEqual([]);
});
