// Statements that people gave a name, a file a project.
import { randomUUID } from 'node:crypto';
import { implement } from '@orpc/server';
import { z } from 'zod';
import { appContract } from '#shared/contract/app.ts';
import { SavedQuery } from '#shared/model/explorer.ts';
import { createTabs } from './kept-tabs.ts';
import { projectFile } from './project-file.ts';

export interface SavedQueries {
  list(projectId: string): Promise<SavedQuery[]>;
  save(projectId: string, query: Pick<SavedQuery, 'name' | 'sql'>): Promise<SavedQuery>;
  remove(projectId: string, id: string): Promise<void>;
}

const Kept = z.object({ version: z.literal(1), queries: z.array(SavedQuery) });

export function createSavedQueries(home: string, now: () => number = Date.now): SavedQueries {
  const file = projectFile({ home, what: 'queries', schema: Kept, now });
  const list = async (projectId: string) => (await file.read(projectId))?.queries ?? [];
  // One change at a time, or two windows could lose each other's query.
  let line: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = line.then(work);
    line = mine.catch(() => undefined);
    return mine;
  };
  const write = (projectId: string, queries: SavedQuery[]) =>
    file.write(projectId, { version: 1, queries: queries.toSorted((a, b) => a.name.localeCompare(b.name)) });
  return {
    list: (projectId) => inTurn(() => list(projectId)),
    save: (projectId, { name, sql }) =>
      inTurn(async () => {
        const before = await list(projectId);
        const same = before.find((each) => each.name.toLowerCase() === name.toLowerCase());
        const saved = { id: same?.id ?? randomUUID(), name, sql, savedAt: new Date(now()).toISOString() };
        await write(projectId, [...before.filter(({ id }) => id !== saved.id), saved]);
        return saved;
      }),
    remove: (projectId, id) =>
      inTurn(async () =>
        write(
          projectId,
          (await list(projectId)).filter((each) => each.id !== id),
        ),
      ),
  };
}

/** What the Explorer keeps: its open texts and its saved queries. */
export function createExplorerRouters(home: string) {
  const tabs = createTabs(home);
  const queries = createSavedQueries(home);
  const os = implement(appContract);
  return {
    tabs: os.tabs.router({
      read: os.tabs.read.handler(({ input }) => tabs.read(input.projectId)),
      keep: os.tabs.keep.handler(({ input }) => tabs.keep(input)),
    }),
    queries: os.queries.router({
      list: os.queries.list.handler(async ({ input }) => ({ queries: await queries.list(input.projectId) })),
      save: os.queries.save.handler(({ input }) => queries.save(input.projectId, input)),
      remove: os.queries.remove.handler(async ({ input }) => {
        await queries.remove(input.projectId, input.id);
        return {};
      }),
    }),
  };
}
