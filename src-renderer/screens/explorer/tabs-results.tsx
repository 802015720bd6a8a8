// One small tab a statement, when several ran from one text.
import { Ban, CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { useStore } from 'zustand';
import type { QueryRun, QueryRunStore } from '../../app/query-run.ts';
import { useStores } from '../../app/stores.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ExplainTree } from './explain-tree.tsx';
import { ResultPane } from './result-pane.tsx';
import { words } from './words.ts';

const PANEL = 'explorer-result';

export function TabsResults() {
  const { draft, runs } = useStores();
  const activeId = useStore(draft, (state) => state.activeId);
  const tab = useStore(runs, ({ byTab }) => byTab[activeId]);
  const list = useRef<HTMLDivElement>(null);
  if (tab === undefined || tab.runs.length < 2) return <Shown />;
  const show = (index: number) => runs.getState().show(activeId, index);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = (tab.shown + by + tab.runs.length) % tab.runs.length;
    show(next);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        ref={list}
        role="tablist"
        aria-label={words.results.list}
        onKeyDown={onKeyDown}
        className="flex h-8 shrink-0 items-stretch overflow-x-auto border-b border-line bg-canvas"
      >
        {tab.runs.map((run, index) => (
          <ResultTab
            // biome-ignore lint/suspicious/noArrayIndexKey: statements keep their places.
            key={index}
            run={run}
            number={index + 1}
            isShown={index === tab.shown}
            isBusy={tab.isBusy}
            onShow={() => show(index)}
          />
        ))}
      </div>
      <div id={PANEL} role="tabpanel" aria-label={words.results.panel(tab.shown + 1)} className="flex min-h-0 flex-1 flex-col">
        <Shown />
      </div>
    </div>
  );
}

/** Rows, or the plan that was asked for in their place. */
function Shown() {
  const { queryRun } = useStores();
  const { plan, running } = useStore(queryRun);
  return plan === null || running !== null ? <ResultPane /> : <ExplainTree shown={plan} />;
}

interface ResultTabProps {
  run: QueryRunStore;
  number: number;
  isShown: boolean;
  isBusy: boolean;
  onShow: () => void;
}

function ResultTab({ run, number, isShown, isBusy, onShow }: ResultTabProps) {
  const state = useStore(run);
  const { said, Icon, tone } = standing(state, isBusy);
  return (
    <button
      type="button"
      role="tab"
      aria-selected={isShown}
      aria-controls={PANEL}
      tabIndex={isShown ? 0 : -1}
      title={(state.running ?? state.failure ?? state.plan ?? state.result)?.statement.sql.slice(0, 400)}
      onClick={onShow}
      className={classNames(
        'relative flex shrink-0 items-center gap-1.5 border-r border-line px-3 text-xs',
        isShown ? 'bg-surface font-medium text-ink' : 'text-ink-2 hover:text-ink',
      )}
    >
      <Icon aria-hidden size={12} className={tone} />
      {words.results.tab(number, said)}
      {isShown ? <span aria-hidden className="absolute inset-x-0 bottom-0 h-0.5 bg-accent" /> : null}
    </button>
  );
}

function standing({ running, failure, result, plan }: QueryRun, isBusy: boolean) {
  if (running !== null) return { said: words.results.running, Icon: LoaderCircle, tone: 'animate-spin text-accent' };
  if (failure !== null) return { said: words.results.error, Icon: CircleX, tone: 'text-danger' };
  if (plan !== null) return { said: words.results.plan, Icon: CircleCheck, tone: 'text-ok' };
  if (result === null) return { said: isBusy ? words.results.waiting : words.results.notRun, Icon: Ban, tone: 'text-ink-3' };
  if (result.status.state === 'failed') return { said: words.results.error, Icon: CircleX, tone: 'text-danger' };
  const { rowCount, state } = result.status;
  if (rowCount === null) return { said: words.results.beingMade, Icon: LoaderCircle, tone: 'animate-spin text-accent' };
  return { said: state === 'ready' ? words.results.rows(rowCount) : words.results.error, Icon: CircleCheck, tone: 'text-ok' };
}
