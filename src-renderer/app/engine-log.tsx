// What the engine wrote into its log last, for the person who wants to know why. Works without an engine.
import { useQuery } from '@tanstack/react-query';
import type { LogLine } from '#shared/model/log-line.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatMoment } from '../ui/instants.ts';
import { Notice } from '../ui/notice.tsx';
import { useApi } from './api-context.tsx';
import { words as allWords } from './later-words.ts';
import { problemOf } from './problem.ts';

const words = allWords.engineLog;

const LINES = 300;

const TONES: Record<LogLine['level'], Tone> = { debug: 'neutral', info: 'neutral', warning: 'warn', error: 'danger', fatal: 'danger' };

export function EngineLog({ reason, onClose }: { reason: string | null; onClose: () => void }) {
  const { query } = useApi();
  const log = useQuery({ ...query.app.engineLog.queryOptions({ input: { lines: LINES } }), staleTime: 0, gcTime: 0 });
  const newestFirst = log.data?.lines.toReversed() ?? [];
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={
        <Button size="small" disabled={log.isFetching} onClick={() => void log.refetch()}>
          {words.again}
        </Button>
      }
    >
      <div className="flex flex-col gap-2 p-4 text-xs">
        {reason === null ? null : <Notice tone="danger" title={words.reason} hint={reason} />}
        {log.error === null ? null : <Notice tone="danger" title={problemOf(log.error).message} hint={problemOf(log.error).hint} />}
        {log.isPending ? <p className="text-ink-2">{words.reading}</p> : null}
        {log.data?.lines.length === 0 ? <p className="text-ink-2">{words.empty}</p> : null}
        {newestFirst.length === 0 ? null : <p className="text-2xs text-ink-2">{words.shown(newestFirst.length)}</p>}
        <ul aria-label={words.lines} className="flex flex-col gap-1.5">
          {newestFirst.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id, and the same line may stand there twice.
            <Line key={index} line={line} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Line({ line }: { line: LogLine }) {
  return (
    <li className="border-b border-line pb-1.5">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={TONES[line.level]}>{line.level}</Badge>
        {line.time === null ? null : (
          <time dateTime={line.time} className="text-ink-2">
            {formatMoment(line.time)}
          </time>
        )}
        <span className="min-w-0 break-words select-text">{line.message}</span>
      </p>
      {line.details === '' ? null : (
        <pre className="mt-0.5 font-mono text-2xs break-all whitespace-pre-wrap text-ink-2 select-text">{line.details}</pre>
      )}
    </li>
  );
}
