import { describe, expect, it } from 'vitest';
import { type CompletionNames, complete } from '../../../src-renderer/ui/editor/completion.ts';
import { quoteName } from '../../../src-renderer/ui/editor/sql-name.ts';

const names: CompletionNames = {
  tables: [
    {
      name: 'events',
      detail: 'table',
      columns: [
        { name: 'event_name', type: 'VARCHAR' },
        { name: 'Odd Name', type: 'JSON' },
      ],
    },
    { name: 'profiles', detail: 'table', columns: [{ name: 'last_seen', type: 'TIMESTAMP' }] },
  ],
  functions: ['count'],
  keywords: ['QUALIFY'],
  snippets: [{ label: '$browser', insert: "prop('$browser')", detail: 'property' }],
  textArguments: { prop: ['$browser', "it's"] },
};

/** Completes at the bar. */
function at(text: string, isExplicit = false) {
  const position = text.indexOf('|');
  return complete(text.replace('|', ''), position, names, isExplicit);
}
const labels = (text: string) => at(text)?.options.map(({ label }) => label) ?? [];

describe('completion', () => {
  it('offers columns of the tables that the statement names, and not of others', () => {
    expect(labels('SELECT e| FROM events')).toContain('event_name');
    expect(labels('SELECT e| FROM events')).not.toContain('last_seen');
    expect(labels('SELECT 1 FROM profiles; SELECT e| FROM events')).not.toContain('last_seen');
  });

  it('offers tables, functions, keywords and properties', () => {
    expect(labels('SELECT e|')).toEqual(expect.arrayContaining(['events', 'profiles', 'count', 'QUALIFY', '$browser']));
  });

  it('offers only tables after FROM and JOIN', () => {
    expect(labels('SELECT 1 FROM e|')).toEqual(['events', 'profiles']);
    expect(labels('SELECT 1 FROM events JOIN p|')).toEqual(['events', 'profiles']);
  });

  it('resolves an alias and a quoted name before a dot', () => {
    expect(labels('SELECT x.| FROM profiles AS x')).toEqual(['last_seen']);
    expect(labels('SELECT x.| FROM profiles x WHERE 1')).toEqual(['last_seen']);
    expect(labels('SELECT "events".| FROM "events"')).toEqual(['event_name', 'Odd Name']);
    expect(labels('SELECT nobody.| FROM events')).toEqual([]);
  });

  it('does not take a keyword for an alias', () => {
    expect(labels('SELECT w| FROM events WHERE 1')).not.toContain('WHERE');
  });

  it('inserts a property as the call that reads it', () => {
    const result = at('SELECT $br| FROM events');
    expect(result?.from).toBe(7);
    expect(result?.options.find(({ label }) => label === '$browser')?.apply).toBe("prop('$browser')");
  });

  it('offers property names inside the call and escapes their quotes', () => {
    const result = at("SELECT prop('$b|') FROM events");
    expect(result?.from).toBe(13);
    expect(result?.options.map(({ apply }) => apply)).toEqual(['$browser', "it''s"]);
  });

  it('keeps the order of the property names, most used first', () => {
    const boosts = at("SELECT prop('|') FROM events")?.options.map(({ boost }) => boost ?? 0) ?? [];
    expect(boosts).toHaveLength(2);
    expect(boosts[0]).toBeGreaterThan(boosts[1] ?? Number.NaN);
  });

  it('quotes a name that needs it', () => {
    expect(quoteName('event_name')).toBe('event_name');
    expect(quoteName('Odd "x" Name')).toBe('"Odd ""x"" Name"');
    expect(at('SELECT events.| FROM events')?.options.at(-1)?.apply).toBe('"Odd Name"');
  });

  it('stays silent in strings and comments, and where nothing was typed', () => {
    expect(at("SELECT 'ev|' FROM events")).toBeNull();
    expect(at('SELECT 1 -- ev|')).toBeNull();
    expect(at('SELECT /* ev| */ 1')).toBeNull();
    expect(at('SELECT | FROM events')).toBeNull();
    expect(at('SELECT | FROM events', true)).not.toBeNull();
  });

  it('knows the names that WITH gives, and their columns', () => {
    const text = `WITH daily AS (
        SELECT date_trunc('day', event_time) AS day, count(*) FILTER (WHERE a IN (1, 2)) AS n, e."Odd Name", e.event_name
        FROM events e),
      ranked(place, "Who Is") AS (SELECT 1, 'a, b' FROM daily),
      everything AS (SELECT * FROM events)
      SELECT `;
    expect(labels(`${text}| FROM daily d`)).toEqual([]);
    expect(labels(`${text}d.| FROM daily d`)).toEqual(['day', 'n', 'Odd Name', 'event_name']);
    expect(labels(`${text}ranked.| FROM ranked`)).toEqual(['place', 'Who Is']);
    expect(labels(`${text}everything.| FROM everything`)).toEqual(['event_name', 'Odd Name']);
    expect(labels(`${text}1 FROM |`)).toEqual([]);
    expect(at(`${text}1 FROM |`, true)?.options.map(({ label }) => label)).toEqual(['everything', 'ranked', 'daily', 'events', 'profiles']);
    expect(labels(`${text}x| FROM daily`)).toEqual(expect.arrayContaining(['day', 'n', 'daily', 'ranked']));
  });

  it('knows a WITH that is still being written', () => {
    expect(labels('WITH a AS (SELECT e.| FROM events e')).toEqual(['event_name', 'Odd Name']);
  });

  it('knows tables behind a comma, with their aliases', () => {
    expect(labels('SELECT p.| FROM events e, profiles p')).toEqual(['last_seen']);
    expect(labels('SELECT 1 FROM events e, pro|')).toEqual(['events', 'profiles']);
  });
});
