import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import { problemOf } from '../../app/problem.ts';
import { useStores } from '../../app/stores.tsx';
import { Button } from '../../ui/button.tsx';
import { localZone } from '../../ui/instants.ts';
import { Notice } from '../../ui/notice.tsx';
import { ActivityDetail } from './activity-detail.tsx';
import { ActivityFilters } from './activity-filters.tsx';
import { ActivityList } from './activity-list.tsx';
import { ExportDialog, VerifyDialog } from './log-dialogs.tsx';
import { Presence } from './presence.tsx';
import { isFiltered, NO_FILTER, useActivity } from './use-activity.ts';
import { useNamesSeen } from './use-names-seen.ts';
import { words } from './words.ts';

export function ActivityScreen() {
  const [filter, setFilter] = useState(NO_FILTER);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [isGrouped, setIsGrouped] = useState(true);
  const [dialog, setDialog] = useState<'none' | 'export' | 'verify'>('none');
  const { entries, error, isReady, isLoading, isConnected, loadMore } = useActivity(filter);
  const { clients, tools } = useNamesSeen(entries);
  const openSql = useOpenSql();
  const selected = entries.find(({ id }) => id === selectedId);
  const onEnd = useCallback(() => loadMore(), [loadMore]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-surface px-4 py-1.5">
        <h1 className="text-sm font-semibold">{words.screen.title}</h1>
        <ActivityFilters filter={filter} clients={clients} tools={tools} onChange={setFilter} />
        <label className="flex items-center gap-1.5 text-xs">
          <input type="checkbox" checked={isGrouped} onChange={(event) => setIsGrouped(event.target.checked)} />
          {words.screen.grouped}
        </label>
        <div className="ml-auto flex items-center gap-2">
          <Button disabled={!isReady} onClick={() => setDialog('export')}>
            {words.screen.export}
          </Button>
          <Button disabled={!isReady} onClick={() => setDialog('verify')}>
            {words.screen.verify}
          </Button>
        </div>
        <p className="text-2xs text-ink-3">
          {words.screen.zone(<span role="status">{isConnected && isReady ? words.screen.live : words.screen.notLive}</span>, localZone())}
        </p>
      </header>
      <Presence />
      {error === null ? null : <ListProblem error={error} />}
      <div className="flex min-h-0 flex-1 max-[1100px]:flex-col">
        {entries.length === 0 ? (
          <Empty isReady={isReady} isLoading={isLoading} isFiltered={isFiltered(filter)} />
        ) : (
          <ActivityList entries={entries} isGrouped={isGrouped} selectedId={selectedId} onSelect={setSelectedId} onEnd={onEnd} />
        )}
        {selected === undefined ? null : (
          <ActivityDetail key={selected.id} entry={selected} onOpenSql={openSql} onClose={() => setSelectedId(null)} />
        )}
      </div>
      {dialog === 'export' ? <ExportDialog filter={filter} onClose={() => setDialog('none')} /> : null}
      {dialog === 'verify' ? <VerifyDialog onClose={() => setDialog('none')} /> : null}
    </div>
  );
}

function useOpenSql(): (sql: string) => void {
  const { draft } = useStores();
  const [, navigate] = useLocation();
  return (sql) => {
    draft.getState().show(sql);
    navigate('/explorer');
  };
}

function Empty(props: { isReady: boolean; isLoading: boolean; isFiltered: boolean }) {
  if (!props.isReady) return <p className="m-auto p-6 text-center text-ink-2">{words.screen.noProject}</p>;
  if (props.isLoading) return <p className="m-auto text-ink-2">{words.screen.reading}</p>;
  return (
    <div className="m-auto max-w-md p-6 text-center">
      <h2 className="text-base font-semibold">{props.isFiltered ? words.screen.noMatch : words.screen.nothing}</h2>
      <p className="mt-1 text-ink-2">{props.isFiltered ? words.screen.noMatchHint : words.screen.nothingHint}</p>
    </div>
  );
}

function ListProblem({ error }: { error: unknown }) {
  const { message, hint } = problemOf(error);
  return <Notice tone="danger" className="m-2" title={message} hint={hint} />;
}
