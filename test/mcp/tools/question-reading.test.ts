// Reading a question: whatever is written, the outcome is a plan of the allowed forms about events that exist, or a question back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlan } from '#mcp/tools/intelligent/questions/model-plan.ts';
import { eventsOf, Plan } from '#mcp/tools/intelligent/questions/plan.ts';
import { type ProjectWords, readQuestion } from '#mcp/tools/intelligent/questions/read-question.ts';

const EVENTS = [
  'Sign Up',
  'signup_started',
  'Order Placed',
  'Order Cancelled',
  'page_view',
  'Page View',
  'Video "Nr. 1" Played',
  '$session_start',
  '購入',
  'a',
  'Login',
];
const PROPERTIES = ['plan', 'Plan', '$os', 'mp_country_code', 'utm_source', 'party size', 'coupon', '購入額'];
const words: ProjectWords = {
  events: EVENTS,
  properties: async () => PROPERTIES,
  funnels: async () => [
    { funnelId: 1, name: 'Onboarding' },
    { funnelId: 2, name: 'Sign-up to order' },
  ],
};
const asking = (question: string) => readQuestion({ question, today: '2026-05-20', days: { from: '2026-04-20', to: '2026-05-19' } }, words);

async function planOf(question: string) {
  const reading = await asking(question);
  if (reading.kind !== 'plan') throw new Error(`unclear: ${reading.why}`);
  return reading.plan.queries;
}

describe('another project', () => {
  it.each([
    ['How many orders were placed last week?', [{ query: 'trend', event: 'Order Placed' }]],
    ['Bestellungen gestern', [{ query: 'trend', event: 'Order Placed' }]],
    ['stornierte Bestellungen im April', [{ query: 'trend', event: 'Order Cancelled', from_date: '2026-04-01' }]],
    [
      'page_view vs Page View',
      [
        { query: 'trend', event: 'page_view' },
        { query: 'trend', event: 'Page View' },
      ],
    ],
    ['Video "Nr. 1" Played yesterday', [{ query: 'trend', event: 'Video "Nr. 1" Played' }]],
    ['購入 last month', [{ query: 'trend', event: '購入' }]],
    ['signups by country', [{ query: 'breakdown', event: 'Sign Up', property: 'mp_country_code' }]],
    ['logins by Plan', [{ query: 'breakdown', event: 'Login', property: 'plan' }]],
    ['Order Placed by party size', [{ query: 'breakdown', property: 'party size' }]],
    ['Who came back to Order Placed after Sign Up?', [{ query: 'retention' }]],
    ['conversion of the onboarding funnel', [{ query: 'saved_funnel', funnel_id: 1 }]],
    ['Warum ist Order Placed gestern gestiegen?', [{ query: 'diagnose', direction: 'up', from_date: '2026-05-19' }]],
  ])('%s', async (question, queries) => {
    const found = await planOf(question);
    expect(found).toMatchObject(queries);
  });
});

const piece = fc.oneof(
  fc.constantFrom(...EVENTS, ...PROPERTIES),
  fc.constantFrom(
    'by',
    'on',
    'last week',
    'vs',
    'in May',
    'why',
    'how many',
    'users',
    'where',
    '=',
    '==',
    'is',
    'compared with',
    'from',
    'to',
    'top',
    'welche',
    'nach',
    'im Juni',
  ),
  fc.constantFrom(
    '2026-02-31',
    '2026-05-01',
    '9999-99-99',
    '31.2.2026',
    '-1 days ago',
    'last 99999999999 days',
    'last 0 days',
    'Q9 2026',
    'DROP TABLE events;',
    "'; --",
    '"',
    '""',
    '„',
    '$(x)',
    '\u0000',
    '🎁',
  ),
  fc.string({ maxLength: 20 }),
);

it('never ends in anything else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 12 }), async (pieces) => {
      const reading = await asking(pieces.join(' '));
      if (reading.kind === 'unclear') {
        expect(reading.closest.every((name) => EVENTS.includes(name))).toBe(true);
        return;
      }
      const plan = Plan.parse(reading.plan);
      expect(plan.queries.flatMap(eventsOf).every((event) => EVENTS.includes(event))).toBe(true);
      for (const query of plan.queries) if (query.query === 'breakdown') expect(PROPERTIES).toContain(query.property);
    }),
    { numRuns: 1500 },
  );
});

it('a long question of one word repeated is read in the end', async () => {
  for (const word of ['where ', 'by a ', 'on ', '"', 'last ', '1 to ', 'may ']) await asking(word.repeat(2_000 / word.length));
});

it('no text of a model becomes a plan unless it is one', () => {
  const known = { events: EVENTS, today: '2026-05-20' };
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parsePlan(text, known)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
  const good = { query: 'trend', event: 'Sign Up', from_date: '2026-05-01', to_date: '2026-05-02' };
  expect(parsePlan(`Here it is: ${JSON.stringify({ queries: [good], reasoning: 'r' })} Bye.`, known)?.queries).toEqual([good]);
  for (const change of [
    { from_date: '2026-05-03' },
    { from_date: '2026-02-30' },
    { to_date: '2026-05-21' },
    { event: '__proto__' },
    { sql: 'x' },
  ]) {
    expect(parsePlan(JSON.stringify({ queries: [{ ...good, ...change }], reasoning: 'r' }), known)).toBeUndefined();
  }
});
