// The tools that explain, with four kinds of client in both eras: whatever a model says, the numbers are ours; without one the written
// report stands alone; and Mixpanel is not asked again for the sake of the words.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom } from '#test/fakes/live-room.ts';
import type { Abilities, ToolAnswer } from '#test/fakes/mcp-clients.ts';

const TOOLS = [
  {
    tool: 'diagnose_metric_drop',
    input: { event: 'Tour Viewed', date: '2026-05-06', dimensions: ['$browser'] },
    text: 'synthesis_text',
    notes: (data: ToolAnswer['data']) => JSON.stringify(data.findings),
  },
  {
    tool: 'funnel_optimization_report',
    input: { funnel_id: 8102, from_date: '2026-04-01', to_date: '2026-04-30', segment_properties: ['plan'] },
    text: 'executive_summary',
    notes: (data: ToolAnswer['data']) => JSON.stringify(data.notes),
  },
] as const;

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom({ events: 40_000, users: 2_000 });
});
beforeEach(() => room.simulator.reset());
afterAll(() => room.stop());

async function call(era: (typeof ERAS)[number], { tool, input }: (typeof TOOLS)[number], abilities: Abilities) {
  const client = await room.client(era, {}, abilities);
  const answer = await client.call(tool, input);
  await client.close();
  expect(answer.isError, answer.text).toBe(false);
  const { byPath } = (await room.simulator.stats()).requests;
  const queries = Object.entries(byPath).reduce((sum, [path, count]) => sum + (path.startsWith('/api/query') ? count : 0), 0);
  return { answer, queries };
}

describe.each(ERAS)('for a client of the %s era', (era) => {
  describe.each(TOOLS)('$tool', (each) => {
    it('is a whole answer without a model, with or without forms', async () => {
      for (const abilities of [{}, { ask: () => ({ action: 'decline' as const }) }]) {
        const { answer } = await call(era, each, abilities);
        expect(answer.data.written_by).toBe('template');
        expect(String(answer.data[each.text]).length).toBeGreaterThan(80);
      }
    });

    it('takes the words of the client’s model, and asks Mixpanel no more than without it', async () => {
      const alone = await call(era, each, {});
      await room.simulator.reset();
      const prompts: string[] = [];
      const write = ({ prompt }: { prompt: string }) => {
        prompts.push(prompt);
        return 'It moved as the report says; look at the weakest part first.';
      };
      const { answer, queries } = await call(era, each, { write });
      expect(answer.data).toMatchObject({
        written_by: "the client's model",
        [each.text]: 'It moved as the report says; look at the weakest part first.',
      });
      expect(prompts).toHaveLength(1);
      expect(prompts[0]).toContain(JSON.stringify(String(alone.answer.data[each.text]).slice(0, 60)).slice(1, -1));
      expect(queries).toBe(alone.queries);
    });

    it('refuses words with a number that was not computed, and says so', async () => {
      const { answer } = await call(era, each, { write: () => 'It fell by 98765 in all.', ask: () => ({ action: 'decline' }) });
      expect(answer.data.written_by).toBe('template');
      expect(answer.data[each.text]).not.toContain('98765');
      expect(each.notes(answer.data)).toContain('numbers that were not computed');
    });

    it('does not hang on a model that fails', async () => {
      // In the newer era a client whose model has gone brings no text; the call itself does not fail in its middle.
      const write = () => {
        if (era === 'legacy') throw new Error('the model has gone');
        return '';
      };
      const { answer } = await call(era, each, { write });
      expect(answer.data.written_by).toBe('template');
    });
  });
});
