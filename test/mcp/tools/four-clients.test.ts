// Every composed, intelligent, interactive and workflow tool for four kinds of client in both eras: one that can be asked nothing, one
// with forms, one with a model, one with both. Each answer is whole, and the numbers are the same whoever asks.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom } from '#test/fakes/live-room.ts';
import type { Abilities, TestClient, ToolAnswer } from '#test/fakes/mcp-clients.ts';

const APRIL = { from_date: '2026-04-01', to_date: '2026-04-30' };
const DAY = '2026-04-15';
const EVENT = 'Tour Viewed';

/** The tool, what it is asked, and the part of its answer that holds computed numbers. */
const CALLS: readonly { tool: string; input: Record<string, unknown>; numbers: string }[] = [
  { tool: 'product_health_dashboard', input: { ...APRIL, acquisition_event: 'Sign Up Completed' }, numbers: 'acquisition' },
  {
    tool: 'gqm_investigation',
    input: { ...APRIL, goal: 'why do fewer people come back?', acquisition_event: 'Sign Up Completed' },
    numbers: 'findings',
  },
  {
    tool: 'cohort_comparison',
    input: { ...APRIL, cohort_a_filter: '$os == "iOS"', cohort_b_filter: '$os == "Android"' },
    numbers: 'comparisons',
  },
  { tool: 'diagnose_metric_drop', input: { event: EVENT, date: DAY, dimensions: ['$os'] }, numbers: 'findings' },
  { tool: 'funnel_optimization_report', input: { ...APRIL, funnel_id: 8102, segment_properties: ['plan'] }, numbers: 'steps' },
  { tool: 'ask_mixpanel', input: { question: 'How many tours were booked in April?' }, numbers: 'results' },
  {
    tool: 'safe_large_fetch',
    input: { ...APRIL, events: [EVENT], table: 'again', confirmation_threshold: 1_000_000 },
    numbers: 'estimation',
  },
  { tool: 'guided_analysis', input: { ...APRIL, focus_area: 'engagement' }, numbers: '' },
  { tool: 'context', input: {}, numbers: '' },
  { tool: 'health', input: { ...APRIL, acquisition_event: 'Sign Up Completed' }, numbers: '' },
  { tool: 'scan', input: APRIL, numbers: '' },
  { tool: 'investigate', input: { event: EVENT, date: DAY, dimensions: ['$os'] }, numbers: '' },
  { tool: 'report', input: { event: EVENT, anomaly_type: 'drop', from_date: DAY, to_date: DAY, factors: [] }, numbers: '' },
];

const write = (): string => 'It is as the report says.';
const ask: NonNullable<Abilities['ask']> = ({ requestedSchema }) => ({ action: 'accept', content: agreed(requestedSchema) });
const KINDS: Record<string, Abilities> = { nothing: {}, forms: { ask }, 'a model': { write }, both: { ask, write } };

/** A person who takes the first choice and says yes. */
function agreed(schema: unknown): Record<string, string | boolean> {
  const properties = typeof schema === 'object' && schema !== null && 'properties' in schema ? Object.entries(schema.properties ?? {}) : [];
  return Object.fromEntries(
    properties.flatMap(([name, field]): [string, string | boolean][] => {
      if (field?.type === 'boolean') return [[name, true]];
      return Array.isArray(field?.enum) ? [[name, String(field.enum[0])]] : [];
    }),
  );
}

/** What an answer says of its making: it differs from client to client. */
const OF_THE_CALL = new Set(['caveats', 'notes', 'fetched_at']);

let room: LiveRoom;
/** By tool: the numbers that the first client was given. */
const first = new Map<string, unknown>();
beforeAll(async () => {
  room = await openLiveRoom({ events: 12_000, users: 800 });
});
afterAll(() => room.stop());

describe.each(ERAS)('in the %s era', (era) => {
  describe.each(Object.entries(KINDS))('a client with %s', (_kind, abilities) => {
    let mcp: TestClient;
    beforeAll(async () => {
      mcp = await room.client(era, {}, abilities);
      await mcp.call('fetch_events', { from_date: '2026-03-01', to_date: '2026-05-19' });
    });
    afterAll(() => mcp.close());

    it.each(CALLS)('gets a whole answer of $tool', async ({ tool, input, numbers }) => {
      const answer: ToolAnswer = await mcp.call(tool, input);
      expect(answer.isError, answer.text).toBe(false);
      expect(answer.text.length).toBeGreaterThan(60);
      expect(answer.text).not.toMatch(/undefined|NaN|\[object/);
      if (numbers === '') return;
      expect(answer.data).toHaveProperty(numbers);
      const computed = JSON.stringify(answer.data[numbers], (key, value) => (OF_THE_CALL.has(key) ? undefined : value));
      if (!first.has(tool)) first.set(tool, computed);
      expect(computed).toBe(first.get(tool));
    });
  });
});
