import { ChartColumn, DatabaseZap, Download, PenLine, Table2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { Arrangement } from '#shared/model/result-view.ts';
import type { ShownResult } from '../../app/query-run.ts';
import { useStores } from '../../app/stores.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { factWords, rowWords } from './result-words.ts';

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
  const { previewOf, sql } = result.statement;
  return (
    <header className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-3 text-xs">
      <h2 className="min-w-0 flex-1 truncate text-ink-2" title={sql}>
        {previewOf === null ? (
          <span className="font-mono text-2xs">{name}</span>
        ) : (
          <>
            <span className="font-semibold text-ink">{name}</span> preview
          </>
        )}
      </h2>
      {result.status.isCapped ? <Badge tone="warn">Cut at the limit</Badge> : null}
      <span role="status" className="shrink-0">
        <span className="font-medium">{rowWords(result)}</span>
        <span className="text-ink-2"> · {factWords(result)}</span>
      </span>
      {previewOf === null ? null : (
        <Button look="quiet" size="small" onClick={() => draft.getState().show(sql)}>
          <PenLine aria-hidden size={12} />
          Edit as SQL
        </Button>
      )}
      <Button look="quiet" size="small" onClick={() => onLook(look === 'chart' ? 'rows' : 'chart')}>
        {look === 'chart' ? <Table2 aria-hidden size={12} /> : <ChartColumn aria-hidden size={12} />}
        {look === 'chart' ? 'Rows' : 'Chart'}
      </Button>
      <Button look="quiet" size="small" title="Save the result as a table" onClick={() => setDialog('save')}>
        <DatabaseZap aria-hidden size={12} />
        Keep as table
      </Button>
      <Button look="quiet" size="small" onClick={() => setDialog('export')}>
        <Download aria-hidden size={12} />
        Export
      </Button>
      <Suspense>
        {dialog === 'export' ? <ExportDialog result={result} arrangement={arrangement} onClose={close} /> : null}
        {dialog === 'save' ? <SaveTableDialog result={result} onClose={close} /> : null}
      </Suspense>
    </header>
  );
}
