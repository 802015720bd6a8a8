import { useMemo, useState } from 'react';
import { Button } from '../button.tsx';
import { copyText } from '../clipboard.ts';
import { Dialog } from '../dialog.tsx';
import { words } from '../words.ts';
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
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => setCopied(await copyText(text ?? ''));
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          {shown === null ? null : <ValueSearch text={shown} search={search} onSearch={setSearch} />}
          <span className="text-2xs text-ink-3">{text === null ? words.grid.null : words.value.characters(text.length)}</span>
          <Button size="small" disabled={text === null} onClick={() => void copy()}>
            {copied === null ? words.value.copy : copied ? words.value.copied : words.value.notCopied}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text must be scrollable by keyboard. */}
      <pre tabIndex={0} className="p-4 font-mono text-xs break-words whitespace-pre-wrap select-text">
        {shown === null ? <span className="text-ink-3 italic">{words.grid.null}</span> : <ValueText text={shown ?? ''} search={search} />}
      </pre>
    </Dialog>
  );
}
