import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { createExplorerRouters, createSavedQueries } from '#main/services/saved-queries.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

const writer = 'window-1';
const KEPT = { tabs: [{ id: 'a', title: 'Query 1', text: 'SELECT 1' }], activeId: 'a' };

describe('saved queries', () => {
  it('are there again after a start, by name, and apart for each project', async () => {
    const home = tempDir();
    const first = createSavedQueries(home);
    await first.save('3001', { name: 'Users', sql: 'SELECT 2' });
    await first.save('3001', { name: 'Revenue', sql: 'SELECT 1' });
    const second = createSavedQueries(home);
    expect((await second.list('3001')).map(({ name }) => name)).toEqual(['Revenue', 'Users']);
    expect(await second.list('77')).toEqual([]);
  });

  it('are replaced by one of the same name, and can be removed', async () => {
    const queries = createSavedQueries(tempDir());
    const before = await queries.save('3001', { name: 'Users', sql: 'SELECT 1' });
    const after = await queries.save('3001', { name: 'users', sql: 'SELECT 2' });
    expect(after.id).toBe(before.id);
    expect(await queries.list('3001')).toEqual([after]);
    await queries.remove('3001', after.id);
    expect(await queries.list('3001')).toEqual([]);
  });

  it('lose none of many that are saved at once', async () => {
    const queries = createSavedQueries(tempDir());
    await Promise.all(Array.from({ length: 20 }, (_, index) => queries.save('3001', { name: `q${index}`, sql: 'SELECT 1' })));
    expect(await queries.list('3001')).toHaveLength(20);
  });

  it('are set aside, not written over, when their file is damaged; only the person may read it', async () => {
    const home = tempDir();
    const queries = createSavedQueries(home, () => 1_700_000_000_000);
    await queries.save('3001', { name: 'Users', sql: 'SELECT 1' });
    const file = join(home, 'explorer', '3001-queries.json');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, '{"version":1,"quer');
    expect(await queries.list('3001')).toEqual([]);
    await queries.save('3001', { name: 'New', sql: 'SELECT 2' });
    const aside = readdirSync(join(home, 'explorer')).find((name) => name.includes('damaged'));
    expect(readFileSync(join(home, 'explorer', aside ?? ''), 'utf8')).toBe('{"version":1,"quer');
  });
});

describe('the open texts', () => {
  it('come back as they were kept', async () => {
    const home = tempDir();
    const client = createRouterClient(createExplorerRouters(home));
    expect(await client.tabs.read({ projectId: '3001' })).toBeNull();
    await client.tabs.keep({ projectId: '3001', kept: KEPT, writer, changed: ['a'], closed: [] });
    expect(await createRouterClient(createExplorerRouters(home)).tabs.read({ projectId: '3001' })).toMatchObject(KEPT);
  });

  it('are never written outside their folder', async () => {
    const client = createRouterClient(createExplorerRouters(tempDir()));
    await expect(client.tabs.keep({ projectId: '../../evil', kept: KEPT, writer, changed: ['a'], closed: [] })).rejects.toThrow();
  });
});
