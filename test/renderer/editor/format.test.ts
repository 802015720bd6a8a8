import { describe, expect, it } from 'vitest';
import { formatSql } from '../../../src-renderer/ui/editor/format.ts';

describe('the layout of SQL', () => {
  it('changes white space only, with DuckDB’s own words, comments and parameters', async () => {
    const text = `from events select prop('$browser') b, count(*) n where day >= $from_date and x->>'$.a b' = 1::int -- why
group by all qualify row_number() over (order by n)=1; select {'a': [1,2]}, [x for x in l if x>1], t.* exclude (a)`;
    const laidOut = await formatSql(text);
    expect(laidOut?.split('\n').length).toBeGreaterThan(10);
    expect(laidOut?.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    expect(laidOut).toContain("'$.a b'");
    expect(await formatSql(laidOut ?? '')).toBe(laidOut);
  });

  it('gives nothing for a text that cannot be read', async () => {
    expect(await formatSql("select 'open from (((")).toBeNull();
  });
});
