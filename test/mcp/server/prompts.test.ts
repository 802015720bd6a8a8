// Prompts and completion through clients of both eras.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GUIDE } from '#mcp/resources/skill.ts';
import { rankMatches } from '#mcp/server/completion.ts';
import { fitJson } from '#mcp/server/fit-resource.ts';
import { TOOLS } from '#mcp/tools/index.ts';
import { ERAS, type LiveRoom, openLiveRoom } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';
import contractTools from '../../fixtures/contract/tool-parameters.json' with { type: 'json' };

const contract: { prompts: Record<string, Record<string, string>> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/contract/resources.json'), 'utf8'),
);

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom({ events: 2_000, users: 100 });
});
afterAll(() => room.stop());

describe.each(ERAS)('a client of the %s era', (era) => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client(era);
  });
  afterAll(() => mcp.close());

  it('is shown every prompt with its arguments, all of them optional', async () => {
    const prompts = await mcp.listPrompts();
    expect(prompts.map(({ name }) => name).sort()).toEqual(Object.keys(contract.prompts).sort());
    for (const { name, arguments: args = [], description } of prompts) {
      expect(args.map((each) => each.name)).toEqual(Object.keys(contract.prompts[name] ?? {}));
      expect(args.every((each) => each.required !== true)).toBe(true);
      expect(description?.length).toBeGreaterThan(30);
    }
  });

  it.each(Object.entries(contract.prompts))('gets %s without arguments, with the defaults in it', async (name, defaults) => {
    const text = await mcp.prompt(name);
    expect(text.length).toBeGreaterThan(800);
    for (const value of Object.values(defaults)) expect(text).toContain(value);
    expect(text).not.toMatch(/(?<!")undefined/);
  });

  it('finds what was filled in, and the default where a field was left empty', async () => {
    expect(await mcp.prompt('funnel_analysis', { funnel_name: 'Checkout "new"' })).toContain('"Checkout \\"new\\""');
    expect(await mcp.prompt('funnel_analysis', { funnel_name: ' ' })).toContain('"signup"');
    expect(await mcp.prompt('aarrr_analysis', { acquisition_event: 'Joined' })).toBe(
      await mcp.prompt('growth_accounting', { acquisition_event: 'Joined' }),
    );
  });

  it('is told the closest name of a prompt and of an argument', async () => {
    await expect(mcp.prompt('funnel_analisys')).rejects.toMatchObject({ message: expect.stringMatching(/Did you mean "funnel_analysis"/) });
    await expect(mcp.prompt('funnel_analysis', { funel_name: 'x' })).rejects.toMatchObject({
      message: expect.stringMatching(/no argument "funel_name".*Did you mean "funnel_name"/),
    });
    await expect(mcp.prompt('analytics_workflow', { goal: 'x' })).rejects.toMatchObject({
      message: expect.stringMatching(/takes no arguments/),
    });
    await expect(mcp.prompt('funnel_analysis', { funnel_name: 'x'.repeat(1_001) })).rejects.toMatchObject({ code: -32_602 });
  });

  it('gets suggestions from the names of the project', async () => {
    const events = (await mcp.call('list_events')).data.events as string[];
    const ask = (ref: Parameters<TestClient['complete']>[0], argument: string, value: string) => mcp.complete(ref, argument, value);
    const prompt = { type: 'ref/prompt', name: 'retention_analysis' } as const;
    const trend = { type: 'ref/resource', uri: 'analysis://trends/{event}/{days}' } as const;
    const all = await ask(prompt, 'event', '');
    expect(all).toMatchObject({ values: events, total: events.length, hasMore: false });
    expect((await ask(prompt, 'event', 'tour')).values.every((name) => name.startsWith('Tour'))).toBe(true);
    expect((await ask(prompt, 'event', 'viewed')).values).toContain('Tour Viewed');
    expect((await ask(prompt, 'event', 'Tour Viewd')).values[0]).toBe('Tour Viewed');
    expect((await ask(trend, 'event', 'Tour B')).values).toEqual(['Tour Booked']);
    expect((await ask(trend, 'days', '')).values).toEqual(['7', '14', '30', '60', '90']);
    expect((await ask({ type: 'ref/resource', uri: 'users://{id}/journey' }, 'id', 'a')).values).toEqual([]);
    const funnels = (await mcp.call('list_funnels')).data.funnels as { name: string }[];
    const suggested = await ask({ type: 'ref/prompt', name: 'funnel_analysis' }, 'funnel_name', '');
    expect(suggested.values).toEqual(funnels.map(({ name }) => name));
    expect((await ask({ type: 'ref/prompt', name: 'nothing' }, 'event', '')).values).toEqual([]);
  });

  it('costs one query call for any number of suggestions', async () => {
    const fresh = await room.client(era);
    const used = async () => ((await fresh.call('workspace_info')).data.quota as { query_used: number }).query_used;
    const before = await used();
    for (const value of ['', 't', 'to', 'tou']) await fresh.complete({ type: 'ref/prompt', name: 'data_quality_audit' }, 'event', value);
    expect((await used()) - before).toBe(1);
    await fresh.close();
  });

  it('gets no suggestion and no error when the project cannot be asked', async () => {
    const refused = await room.client(era, { secret: 'wrong' });
    expect((await refused.complete({ type: 'ref/prompt', name: 'data_quality_audit' }, 'event', 's')).values).toEqual([]);
    await refused.close();
  });
});

describe('the texts', () => {
  const known = new Set([...TOOLS.map((tool) => tool.name), ...Object.keys(contractTools)]);

  it('name only tools that exist', async () => {
    const mcp = await room.client('legacy');
    const texts = [GUIDE, ...(await Promise.all(Object.keys(contract.prompts).map((name) => mcp.prompt(name))))];
    const named = new Set(texts.flatMap((text) => [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map((match) => match[1] ?? '')));
    const words = new Set(
      // Arguments, columns and functions, which stand in the same type.
      'funnel_id segment_property born_event born_where interval_count from_date to_date job_id cohort_a_filter cohort_b_filter distinct_id event_name event_time insert_id last_seen stddev_samp'.split(
        ' ',
      ),
    );
    expect([...named].filter((name) => !known.has(name) && !words.has(name))).toEqual([]);
    expect(named.size).toBeGreaterThan(25);
    await mcp.close();
  });

  it('hold SQL that runs on the tables a fetch makes', async () => {
    const mcp = await room.client('modern');
    await mcp.call('fetch_events', { from_date: '2026-05-01', to_date: '2026-05-10' });
    await mcp.call('fetch_profiles');
    const texts = await Promise.all(['local_analysis_workflow', 'data_quality_audit'].map((name) => mcp.prompt(name)));
    const statements = texts
      .flatMap((text) => [...text.matchAll(/```sql\n(.*?)```/gs)].map((match) => match[1] ?? ''))
      .flatMap((block) => block.split('\n\n'));
    expect(statements).toHaveLength(6);
    for (const query of statements) {
      const answer = await mcp.call('sql', { query });
      expect(answer.isError, `${query}\n${answer.text}`).toBe(false);
    }
    await mcp.close();
  });

  it('tell which tool computes a p-value before they ask for one', async () => {
    const mcp = await room.client('modern');
    const text = await mcp.prompt('experiment_analysis');
    expect(text.indexOf('`cohort_comparison`')).toBeGreaterThan(0);
    expect(text.indexOf('`cohort_comparison`')).toBeLessThan(text.indexOf('p-value'));
    await mcp.close();
  });
});

describe('suggestions', () => {
  it('begin with what begins so, then what holds it, then what is spelled like it', () => {
    expect(rankMatches('view', ['Preview', 'Tour Viewed', 'View', 'Vier'])).toEqual(['View', 'Preview', 'Tour Viewed', 'Vier']);
    expect(rankMatches('', ['b', 'a'])).toEqual(['b', 'a']);
  });
});

describe('a resource that is too long', () => {
  const rows = Array.from({ length: 500 }, (_, id) => ({ id, name: 'x'.repeat(100) }));

  it('keeps the first entries and says how many there are', () => {
    const { text, note } = fitJson({ value: { rows, total: 500, truncated: false }, long: 'rows', rest: 'Ask for less.' });
    expect(text.length).toBeLessThanOrEqual(24_000);
    expect(text.length).toBeGreaterThan(23_000);
    const value: { rows: { id: number }[]; notes: string[]; truncated: boolean } = JSON.parse(text);
    expect(value.rows.map(({ id }) => id)).toEqual(value.rows.map((_, index) => index));
    expect(value.notes).toEqual([expect.stringMatching(new RegExp(`first ${value.rows.length} of 500 .*Ask for less`))]);
    expect(value.truncated).toBe(true);
    expect(note).toBeUndefined();
  });

  it('says it beside a bare list, which cannot say it itself', () => {
    const { text, note } = fitJson({ value: rows });
    expect(JSON.parse(text).length).toBeLessThan(500);
    expect(note).toContain('of 500');
  });

  it('shortens long texts when one entry alone is too long', () => {
    const { text } = fitJson({ value: { rows: [{ id: 1, name: 'y'.repeat(50_000) }], notes: [] }, long: 'rows' });
    expect(text.length).toBeLessThanOrEqual(24_000);
    expect(text).toContain('…');
  });
});
