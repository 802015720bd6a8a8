import { useMemo, useState } from 'react';
import { Button } from '../button.tsx';
import { copyText } from '../clipboard.ts';
import { Dialog } from '../dialog.tsx';
import { formatCount } from '../quantities.ts';
import { prettyJson } from './pretty-json.ts';
import { ValueSearch, ValueText } from './value-search.tsx';

interface ValueDialogProps {
  title: string;
  /** Null for NULL. */
  text: string | null;
  onClose: () => void;
}

/** One value in full: text only, JSON laid out over lines. */
export function ValueDialog({ title, text, onClose }: ValueDialogProps) {
  const shown = useMemo(() => (text === null ? null : prettyJson(text)), [text]);
  const [search, setSearch] = useState({ text: '', at: 0 });
  const [copyWords, setCopyWords] = useState('Copy');
  const copy = async () => setCopyWords((await copyText(text ?? '')) ? 'Copied' : 'Not allowed here');
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          {shown === null ? null : <ValueSearch text={shown} search={search} onSearch={setSearch} />}
          <span className="text-2xs text-ink-3">{text === null ? 'NULL' : `${formatCount(text.length)} characters`}</span>
          <Button size="small" disabled={text === null} onClick={() => void copy()}>
            {copyWords}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text must be scrollable by keyboard. */}
      <pre tabIndex={0} className="p-4 font-mono text-xs break-words whitespace-pre-wrap select-text">
        {shown === null ? <span className="text-ink-3 italic">NULL</span> : <ValueText text={shown ?? ''} search={search} />}
      </pre>
    </Dialog>
  );
}
