import { RotateCw } from 'lucide-react';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useLogActions } from './use-log-actions.ts';
import { words } from './words.ts';

/** Only an assistant's tools can be called again here: what was done in the window has names with a dot. */
export function canReplay({ tool, outcome }: ActivityEntry): boolean {
  return !tool.includes('.') && outcome !== 'running';
}

/** The same call once more. What would change something is asked about first. */
export function Replay({ entry }: { entry: ActivityEntry }) {
  const { replay } = useLogActions();
  const { data, error } = replay;
  const run = (isConfirmed: boolean) => replay.mutate({ id: entry.id, isConfirmed });
  return (
    <section aria-label={words.replay.title} className="mt-4 flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <h3 className="text-xs font-semibold text-ink-2">{words.replay.title}</h3>
        <Button size="small" disabled={replay.isPending} onClick={() => run(false)}>
          <RotateCw aria-hidden size={12} />
          {replay.isPending ? words.replay.calling : words.replay.start}
        </Button>
      </div>
      {error === null ? null : <Notice tone="danger" title={problemOf(error).message} hint={problemOf(error).hint} />}
      {data?.question === undefined || data.question === null ? null : (
        <Notice
          tone="warn"
          title={data.question}
          actions={
            <Button look="primary" onClick={() => run(true)}>
              {words.replay.confirm}
            </Button>
          }
        />
      )}
      {data === undefined || data.question !== null ? null : (
        <>
          <p role="status" className="text-xs text-ink-2">
            {words.replay.answer(data.isOk)}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long answer must be scrollable by keyboard. */}
          <div tabIndex={0} className="max-h-64 overflow-auto rounded-md border border-line bg-surface p-2.5">
            <pre className="font-mono text-xs break-words whitespace-pre-wrap select-text">{data.text}</pre>
          </div>
        </>
      )}
    </section>
  );
}
