import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { estimateTokens } from '#mcp/format/tokens.ts';
import { type AnswerPage, createAnswerPages } from '#mcp/server/answer-pages.ts';
import { runTool } from '#mcp/server/run-tool.ts';
import { defineTool } from '#mcp/server/tool-definition.ts';
import { READS_LAKE } from '#mcp/tools/arguments.ts';
import type { JsonObject } from '#shared/model/json.ts';
import { startTestEngine, type TestEngine } from '#test/fakes/engine.ts';

const form = (long: string | undefined, ranked?: string[]) => ({
  long,
  rank: () => ranked,
  say: (structured: JsonObject) => `Answer\n${long === undefined ? '' : JSON.stringify(structured[long])}`,
});
const rows = Array.from({ length: 500 }, (_, index) => ({ event: `Event ${index}`, count: index * 37 }));

/** Follows the pages to the end. */
function allPages(first: AnswerPage, next: (id: string) => AnswerPage): AnswerPage[] {
  const pages = [first];
  for (let page = first; ; ) {
    const more = page.structured.more as { next_page: string | null } | undefined;
    if (more === undefined || more.next_page === null) return pages;
    page = next(more.next_page);
    pages.push(page);
  }
}

describe('a long answer', () => {
  it('comes in parts that each keep to the budget in both forms, and together are the whole', () => {
    const pages = createAnswerPages();
    const first = pages.first({ tool: 'list', structured: { rows, total: 500 }, form: form('rows'), budgetTokens: 1_000 });
    const parts = allPages(first, pages.next);
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.flatMap((part) => part.structured.rows)).toEqual(rows);
    for (const part of parts) {
      expect(estimateTokens(JSON.stringify(part.structured.rows))).toBeLessThanOrEqual(1_000);
      expect(estimateTokens(part.text)).toBeLessThan(1_100);
      expect(part.structured.total).toBe(500);
    }
    expect(first.text).toContain('of 500. The answer was cut');
    expect(parts.at(-1)?.text).toContain('This was the last part.');
  });

  it('that fits is not touched', () => {
    const structured = { rows: rows.slice(0, 3), total: 3 };
    const page = createAnswerPages().first({ tool: 'list', structured, form: form('rows'), budgetTokens: 1_000 });
    expect(page.structured).toEqual(structured);
    expect(page.text).not.toContain('Shown');
  });

  it('that is an object comes in the order that matters, also when its names are numbers', () => {
    const series = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [String(index), { day: index }]));
    const ranked = Object.keys(series).reverse();
    const pages = createAnswerPages();
    const first = pages.first({ tool: 'seg', structured: { series }, form: form('series', ranked), budgetTokens: 500 });
    expect(Object.keys(first.structured.series as object)).toContain('299');
    expect(Object.keys(first.structured.series as object)).not.toContain('0');
    const parts = allPages(first, pages.next);
    expect(Object.assign({}, ...parts.map((part) => part.structured.series))).toEqual(series);
  });

  it('shortens an entry that alone is larger than the budget, and says so', () => {
    const wide = [{ event: 'A', text: 'long '.repeat(5_000), list: rows }];
    const page = createAnswerPages().first({ tool: 'list', structured: { rows: wide }, form: form('rows'), budgetTokens: 800 });
    expect(estimateTokens(JSON.stringify(page.structured))).toBeLessThan(850);
    expect(page.structured.is_shortened).toBe(true);
    expect(page.text).toContain('shortened');
  });

  it('cuts words that stay too long whatever is shortened', () => {
    const wordy = { ...form('rows'), say: () => 'line of words\n'.repeat(5_000) };
    const page = createAnswerPages().first({ tool: 'list', structured: { rows: rows.slice(0, 1) }, form: wordy, budgetTokens: 800 });
    expect(estimateTokens(page.text)).toBeLessThan(850);
    expect(page.text).toContain('(cut: this answer was longer than 800 tokens');
  });

  it('a page that nobody kept is an error in words', () => {
    expect(() => createAnswerPages().next('pg_guess')).toThrow('no longer kept');
  });
});

describe('a tool whose words fill the budget', () => {
  const wordy = defineTool({
    name: 'wordy',
    title: 'Wordy',
    about: 'Says much of little.',
    input: z.object({}),
    output: z.object({ rows: z.array(z.number()) }),
    hints: READS_LAKE,
    run: async () => ({ rows: Array.from({ length: 3_000 }, () => 1) }),
    say: ({ rows: shown }) => shown.map(() => 'nine words and more for each of the rows').join('\n'),
    long: 'rows',
  });
  let test: TestEngine;
  beforeAll(() => {
    test = startTestEngine();
  });
  afterAll(() => test.close());

  it('still tells how to go on', async () => {
    const account = { kind: 'environment', username: 'u', secret: 'a-secret', projectId: '7', region: 'us' } as const;
    const nowhere = { mixpanelUrl: 'http://127.0.0.1:1', mpConfigFile: '/nonexistent' };
    const session = test.engine.openSession({ kind: 'assistant', account, ...nowhere });
    const { signal } = new AbortController();
    const call = { tool: wordy, arguments: {}, caller: session, signal, progress: () => undefined };
    const answer = await runTool(test.engine.mcpDeps(session), call);
    if (answer.ok !== true) throw new Error('The tool failed.');
    const { next_page } = answer.structured.more as { next_page: string };
    expect(answer.text.endsWith(`next_page with {"page": "${next_page}"} gives the following part.`)).toBe(true);
  });
});
