import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlanNode } from '#shared/model/plan.ts';
import { type LakeRoom, line, openLakeRoom } from '#test/fakes/lake-room.ts';

let room: LakeRoom;
beforeEach(async () => {
  room = await openLakeRoom({});
  await room.load(
    'events',
    1,
    Array.from({ length: 50 }, (_, index) => line(1, index, '"plan":"free"')),
  );
});
afterEach(() => room.remove());

const explain = (sql: string, isAnalyzed = false) => room.lake.explain({ sql, isAnalyzed, client: 'test' });
const steps = (node: PlanNode): PlanNode[] => [node, ...node.children.flatMap(steps)];

describe('the plan of a statement', () => {
  const sql = "SELECT distinct_id, count(*) FROM events WHERE distinct_id <> 'u-1' GROUP BY ALL ORDER BY 2";

  it('is a tree of steps in words, down to the tables, without running it', async () => {
    const { root, isAnalyzed } = await explain(sql);
    expect(isAnalyzed).toBe(false);
    const scan = steps(root).find(({ details }) => details.some(({ name, value }) => name === 'Table' && value.includes('events')));
    expect(scan).toMatchObject({ name: 'Seq scan', rows: null, ms: null, estimatedRows: expect.any(Number) });
    expect(steps(root).some(({ name }) => name === 'Order by')).toBe(true);
    expect(JSON.stringify(root)).not.toContain('__internal');
  });

  it('counts rows and times when it is run', async () => {
    const { root } = await explain(sql, true);
    expect(root.rows).toBe(49);
    expect(root.name).not.toMatch(/explain/i);
    for (const { ms } of steps(root)) expect(ms).not.toBeNull();
  });

  it.each([
    'DROP TABLE events',
    'EXPLAIN SELECT 1',
    'SELECT 1; DROP TABLE events',
    "COPY events TO 'x.csv'",
    "FROM read_csv('/etc/passwd')",
  ])('is refused for %s', async (refused) => {
    await expect(explain(refused, true)).rejects.toMatchObject({ kind: expect.stringMatching(/sql|input/) });
    expect(await room.rows('SELECT count(*) FROM events')).toEqual([[50]]);
  });

  it('tells the place of an error in the text as it was written', async () => {
    await expect(explain('SELECT\n  nope FROM events')).rejects.toThrow(/line 2, column 3/);
  });
});
