import { ChartColumn, DatabaseZap, Download, PenLine, Table2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { Arrangement } from '#shared/model/result-view.ts';
import type { ShownResult } from '../../app/query-run.ts';
import { useStores } from '../../app/stores.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { words } from './words.ts';

const SaveTableDialog = lazy(async () => ({ default: (await import('./result-save-table.tsx')).SaveTableDialog }));
const ExportDialog = lazy(async () => ({ default: (await import('./result-export.tsx')).ExportDialog }));

export type ResultLook = 'rows' | 'chart';

interface ResultHeaderProps {
  result: ShownResult;
  name: string;
  look: ResultLook;
  onLook: (look: ResultLook) => void;
  /** Of the rows that are shown. */
  arrangement: Arrangement;
}

export function ResultHeader({ result, name, look, onLook, arrangement }: ResultHeaderProps) {
  const { draft } = useStores();
  const [dialog, setDialog] = useState<'none' | 'export' | 'save'>('none');
  const close = () => setDialog('none');
  const { opened, status } = result;
  const { previewOf, sql } = result.statement;
  return (
    <header className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3 py-1 text-xs">
      <h2 className="min-w-0 flex-1 basis-24 truncate text-ink-2" title={sql}>
        {previewOf === null ? (
          <span className="font-mono text-2xs">{name}</span>
        ) : (
          words.result.preview(<span className="font-semibold text-ink">{name}</span>)
        )}
      </h2>
      {status.isCapped ? <Badge tone="warn">{words.result.capped}</Badge> : null}
      <span role="status" className="shrink-0">
        <span className="font-medium">{words.result.rows(result)}</span>
        <span className="text-ink-2">{words.result.facts(opened.columns.length, Math.max(opened.elapsedMs, status.elapsedMs))}</span>
      </span>
      {previewOf === null ? null : (
        <Button look="quiet" size="small" onClick={() => draft.getState().show(sql)}>
          <PenLine aria-hidden size={12} />
          {words.result.editAsSql}
        </Button>
      )}
      <Button look="quiet" size="small" onClick={() => onLook(look === 'chart' ? 'rows' : 'chart')}>
        {look === 'chart' ? <Table2 aria-hidden size={12} /> : <ChartColumn aria-hidden size={12} />}
        {look === 'chart' ? words.result.showRows : words.result.showChart}
      </Button>
      <Button look="quiet" size="small" title={words.result.keepHint} onClick={() => setDialog('save')}>
        <DatabaseZap aria-hidden size={12} />
        {words.result.keep}
      </Button>
      <Button look="quiet" size="small" onClick={() => setDialog('export')}>
        <Download aria-hidden size={12} />
        {words.result.export}
      </Button>
      <Suspense>
        {dialog === 'export' ? <ExportDialog result={result} arrangement={arrangement} onClose={close} /> : null}
        {dialog === 'save' ? <SaveTableDialog result={result} onClose={close} /> : null}
      </Suspense>
    </header>
  );
}
