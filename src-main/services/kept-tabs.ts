// The open texts of the Explorer, a file a project. Several windows may hold the same texts: what one keeps is put together with what
// the others have kept, text by text. Where two have changed the same one, the last keeps its place and the other stays as a copy.
import { randomUUID } from 'node:crypto';
import { type KeptTabs, type SqlTab, SqlTabs } from '#shared/model/explorer.ts';
import { projectFile } from './project-file.ts';

const MAX_TABS = 500;
const MAX_TITLE_CHARS = 200;
const COPY = ' (other window)';

export interface TabsService {
  read(projectId: string): Promise<SqlTabs | null>;
  keep(kept: KeptTabs): Promise<{ revisions: Record<string, number> }>;
}

export function createTabs(home: string): TabsService {
  const file = projectFile({ home, what: 'tabs', schema: SqlTabs });
  // One change at a time: two windows that read the same state would lose each other's texts.
  let line: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = line.then(work);
    line = mine.catch(() => undefined);
    return mine;
  };
  return {
    read: (projectId) => inTurn(() => file.read(projectId)),
    keep: (kept) =>
      inTurn(async () => {
        const { tabs, revisions } = joinTabs((await file.read(kept.projectId))?.tabs ?? [], kept);
        await file.write(kept.projectId, { tabs, activeId: kept.kept.activeId });
        return { revisions };
      }),
  };
}

/** Pure, for the tests: what stands there, and what one window wants. */
export function joinTabs(there: readonly SqlTab[], { kept, writer, changed, closed }: KeptTabs) {
  const before = new Map(there.map((tab) => [tab.id, tab]));
  const isChanged = new Set(changed);
  const isClosed = new Set(closed);
  const revisions: Record<string, number> = {};
  const out = new Map<string, SqlTab>();
  const copies: SqlTab[] = [];
  for (const tab of kept.tabs) {
    const known = before.get(tab.id);
    if (!isChanged.has(tab.id)) {
      // Closed by another window meanwhile, or changed there: that stands.
      if (known !== undefined) out.set(tab.id, known);
      continue;
    }
    if (known !== undefined && isForeign(known, tab)) copies.push(known);
    const revision = Math.max(known?.revision ?? 0, tab.revision ?? 0) + 1;
    revisions[tab.id] = revision;
    out.set(tab.id, { ...tab, revision, writer });
  }
  for (const tab of there) if (!out.has(tab.id) && !isClosed.has(tab.id) && !isOwnCopy(tab, out, writer)) out.set(tab.id, tab);
  for (const copy of copies) putCopy(copy, out);
  return { tabs: [...out.values()].slice(0, MAX_TABS), revisions };
}

/** Somebody else has kept another text since this window read or kept it. */
function isForeign(known: SqlTab, tab: SqlTab): boolean {
  return (known.revision ?? 0) !== (tab.revision ?? 0) && known.text !== tab.text && known.text.trim() !== '';
}

function copyId({ id, writer }: SqlTab): string {
  return `${id.slice(0, 44)}~${writer ?? ''}`;
}

/** The copy of this window's own earlier text: its newest one stands in the tab itself again. */
function isOwnCopy(tab: SqlTab, out: ReadonlyMap<string, SqlTab>, writer: string): boolean {
  const [of = ''] = tab.id.split('~');
  return tab.writer === writer && out.get(of)?.writer === writer && tab.id === copyId({ ...tab, id: of });
}

/** One copy a window: its next text takes the place of its last. A copy that a person has written in is theirs. */
function putCopy(copy: SqlTab, out: Map<string, SqlTab>): void {
  const id = copyId(copy);
  const earlier = out.get(id);
  const free = earlier === undefined || earlier.writer === copy.writer ? id : randomUUID();
  out.set(free, { ...copy, id: free, title: `${copy.title.slice(0, MAX_TITLE_CHARS - COPY.length)}${COPY}` });
}
