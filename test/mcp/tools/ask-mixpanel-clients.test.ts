// Four kinds of client, in both eras: one that can be asked nothing, one with a model, one with forms, one with both. Whatever a model
// says, the numbers are ours, and nothing but the allowed queries runs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom, TODAY, ZONE } from '#test/fakes/live-room.ts';
import type { Abilities, ToolAnswer } from '#test/fakes/mcp-clients.ts';
import { rawEvents } from '#test/fakes/raw-export.ts';

const QUESTION = 'How many tours were booked in April?';

let room: LiveRoom;
let booked: number;
beforeAll(async () => {
  room = await openLiveRoom({ quota: true });
  const events = await rawEvents(room.simulator, { from: '2026-04-01', to: '2026-04-30', today: TODAY, zone: ZONE });
  booked = events.filter(({ event }) => event === 'Tour Booked').length;
});
afterAll(() => room.stop());

interface Asked {
  answer: ToolAnswer;
  /** What the model was asked for, in order. */
  requests: { system: string; prompt: string }[];
  forms: number;
  /** Query calls that Mixpanel saw. */
  segmentations: number;
}

type Write = NonNullable<Abilities['write']>;

/** A model that answers plans and prose apart. */
function model(plan: string | undefined, prose: string | undefined): Write {
  const orFail = (text: string | undefined): string => {
    if (text === undefined) throw new Error('the model has gone');
    return text;
  };
  return ({ system }) => orFail(system.includes('into a plan') ? plan : prose);
}

async function ask(era: (typeof ERAS)[number], write: Write | undefined, { forms = false, question = QUESTION } = {}): Promise<Asked> {
  await room.simulator.reset();
  const asked: Asked = { answer: { text: '', data: {}, isError: false }, requests: [], forms: 0, segmentations: 0 };
  const client = await room.client(
    era,
    {},
    {
      ...(write === undefined
        ? {}
        : {
            write: (request) => {
              asked.requests.push(request);
              return write(request);
            },
          }),
      ...(forms
        ? {
            ask: () => {
              asked.forms += 1;
              return { action: 'decline' as const };
            },
          }
        : {}),
    },
  );
  asked.answer = await client.call('ask_mixpanel', { question });
  const { byPath } = (await room.simulator.stats()).requests;
  asked.segmentations = byPath['/api/query/segmentation'] ?? 0;
  await client.close();
  return asked;
}

const GOOD_PLAN = JSON.stringify({
  queries: [{ query: 'trend', event: 'Tour Booked', from_date: '2026-04-01', to_date: '2026-04-30', where: null }],
  reasoning: 'Bookings of April.',
});

describe.each(ERAS)('in the %s era', (era) => {
  it.each([
    ['neither', false],
    ['forms only', true],
  ])('a client with %s gets the written report, and is asked nothing', async (_name, forms) => {
    const { answer, requests, forms: shown } = await ask(era, undefined, { forms });
    expect(answer.data).toMatchObject({ status: 'success', written_by: 'template', plan: { read_by: 'the words of the question' } });
    expect(answer.text).toContain(`"Tour Booked": ${booked} events from 2026-04-01 to 2026-04-30 (${ZONE})`);
    expect([requests.length, shown]).toEqual([0, 0]);
  });

  it.each([
    ['with a model', false],
    ['with both', true],
  ])('a client %s words the report, with our numbers, and Mixpanel is asked once', async (_name, forms) => {
    const text = `In April ${booked} tours were booked.`;
    const { answer, requests, segmentations, forms: shown } = await ask(era, model(`\`\`\`json\n${GOOD_PLAN}\n\`\`\``, text), { forms });
    expect(answer.data).toMatchObject({
      status: 'success',
      answer: text,
      written_by: "the client's model",
      plan: { read_by: "the client's model", queries: [{ method: 'trend', params: { event: 'Tour Booked' } }] },
      results: { query_0_trend: { total: booked } },
    });
    expect(requests).toHaveLength(2);
    expect(requests[1]?.prompt).toContain(`${booked} events`);
    expect([segmentations, shown]).toEqual([1, 0]);
  });

  it('a model that invents a number is refused', async () => {
    const { answer, segmentations } = await ask(
      era,
      model(GOOD_PLAN, `In April ${booked + 1} tours were booked, 40 % more than in March.`),
    );
    expect(answer.data).toMatchObject({ written_by: 'template', results: { query_0_trend: { total: booked } } });
    expect(answer.data.answer).toContain(`${booked} events`);
    expect(answer.text).toContain('was refused because it held numbers that were not computed');
    expect(answer.text).not.toContain('40 %');
    expect(segmentations).toBe(1);
  });

  it('links, pictures and orders in a model text are taken out', async () => {
    const { answer } = await ask(
      era,
      model(GOOD_PLAN, `![x](https://evil.example/?q=1) [${booked} tours](https://evil.example) were booked.`),
    );
    expect(answer.data.answer).toBe(`x ${booked} tours were booked.`);
  });

  it.each([
    ['names drop_table', { queries: [{ query: 'drop_table', table: 'events' }], reasoning: '' }],
    ['holds SQL', { queries: [{ query: 'sql', sql: 'DROP TABLE events' }], reasoning: '' }],
    ['smuggles a method beside', { queries: [{ ...JSON.parse(GOOD_PLAN).queries[0], method: 'drop_all_tables' }], reasoning: '' }],
    ['has an expression for a filter', { queries: [{ ...JSON.parse(GOOD_PLAN).queries[0], where: 'true or 1==1' }], reasoning: '' }],
    ['names an event that is not there', { queries: [{ ...JSON.parse(GOOD_PLAN).queries[0], event: 'Flux Charged' }], reasoning: '' }],
    ['asks for the future', { queries: [{ ...JSON.parse(GOOD_PLAN).queries[0], to_date: '2027-01-01' }], reasoning: '' }],
    [
      'makes up a funnel',
      { queries: [{ query: 'saved_funnel', funnel_id: 1, from_date: '2026-04-01', to_date: '2026-04-30' }], reasoning: '' },
    ],
    ['asks too much', { queries: Array.from({ length: 5 }, () => JSON.parse(GOOD_PLAN).queries[0]), reasoning: '' }],
    ['is no plan', 'Sorry, I cannot do that.'],
  ])('a plan that %s is refused, and the question answered as it was read', async (_name, plan) => {
    const { answer, segmentations } = await ask(era, model(typeof plan === 'string' ? plan : JSON.stringify(plan), `${booked} tours.`));
    expect(answer.data).toMatchObject({
      status: 'success',
      plan: { read_by: 'the words of the question', queries: [{ method: 'trend' }] },
      results: { query_0_trend: { total: booked } },
    });
    expect(answer.text).toContain("A plan of the client's model was refused");
    expect(segmentations).toBe(1);
  });

  it('a question whose words say nothing can be read by the model', async () => {
    const { answer } = await ask(era, model(GOOD_PLAN, `${booked} Stück.`), { question: 'Combien en avril ?' });
    expect(answer.data).toMatchObject({ status: 'success', answer: `${booked} Stück.`, plan: { read_by: "the client's model" } });
  });

  it('for an event that does not exist the model is not even asked', async () => {
    const { answer, requests, segmentations } = await ask(era, model(GOOD_PLAN, 'All is well.'), {
      question: 'How many "Flux Charged" in April?',
    });
    expect(answer.data).toMatchObject({ status: 'unclear', written_by: 'template' });
    expect([requests.length, segmentations]).toEqual([0, 0]);
  });
});

it('a model that fails costs nothing but its words', async () => {
  // In the newer era a client whose model fails ends the call itself; nothing reaches the server any more.
  const { answer } = await ask('legacy', model(undefined, undefined));
  expect(answer.data).toMatchObject({ status: 'success', written_by: 'template', results: { query_0_trend: { total: booked } } });
  expect(answer.text).toContain("The client's model gave no text.");
});
