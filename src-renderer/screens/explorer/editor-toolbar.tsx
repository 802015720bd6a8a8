import { AlignLeft, BookMarked, Lock, LockOpen, Network, Play, Save, Square } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useStore } from 'zustand';
import { activeTab, activeText } from '../../app/draft.ts';
import { useStores } from '../../app/stores.tsx';
import { useStatus } from '../../app/use-status.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatSql } from '../../ui/editor/format.ts';
import type { SqlEditorHandle } from '../../ui/editor/sql-editor.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { RunningClock } from './running-clock.tsx';
import { words } from './words.ts';

const HistoryDialog = lazy(() => import('./history-dialog.tsx').then((module) => ({ default: module.HistoryDialog })));
const SaveQueryDialog = lazy(() => import('./saved-dialog.tsx').then((module) => ({ default: module.SaveQueryDialog })));

const IS_MAC = navigator.platform.startsWith('Mac');
const RUN_KEYS = IS_MAC ? '⌘ Enter' : 'Ctrl+Enter';
const RUN_ALL_KEYS = IS_MAC ? '⇧⌘ Enter' : 'Ctrl+Shift+Enter';

interface EditorToolbarProps {
  editor: SqlEditorHandle | null;
  isBusy: boolean;
  isChanging: boolean;
  onPlan: () => void;
  onCancel: () => void;
  onChanging: (isChanging: boolean) => void;
}

export function EditorToolbar({ editor, isBusy, isChanging, onPlan, onCancel, onChanging }: EditorToolbarProps) {
  const { queryRun } = useStores();
  const running = useStore(queryRun, (state) => state.running);
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-2 py-1">
      <Button
        look="primary"
        size="small"
        disabled={editor === null}
        onClick={() => editor?.run()}
        aria-keyshortcuts="Control+Enter Meta+Enter"
      >
        <Play aria-hidden size={12} />
        {words.toolbar.run}
      </Button>
      <Button
        size="small"
        disabled={editor === null}
        onClick={() => editor?.runAll()}
        aria-keyshortcuts="Control+Shift+Enter Meta+Shift+Enter"
        title={words.toolbar.runAllHint(RUN_ALL_KEYS)}
      >
        {words.toolbar.runAll}
      </Button>
      <Button size="small" disabled={!isBusy} onClick={onCancel} aria-keyshortcuts="Escape">
        <Square aria-hidden size={11} />
        {words.toolbar.cancel}
      </Button>
      <span className="min-w-0 flex-1 basis-8 truncate text-2xs text-ink-3">
        {running === null ? (
          words.toolbar.runKeys(<kbd className="font-sans">{RUN_KEYS}</kbd>)
        ) : (
          <RunningClock startedAt={running.startedAt} />
        )}
      </span>
      <IconButton label={words.toolbar.plan} disabled={editor === null} onClick={onPlan}>
        <Network aria-hidden size={14} />
      </IconButton>
      <FormatButton />
      <KeptQueries />
      <ChangesSwitch isChanging={isChanging} onChanging={onChanging} />
    </div>
  );
}

function FormatButton() {
  const { draft } = useStores();
  const toast = useToast();
  const format = async () => {
    const before = activeText(draft.getState());
    const laidOut = await formatSql(before);
    if (laidOut === null) toast('info', words.toolbar.cannotFormat, words.toolbar.cannotFormatHint);
    // What was typed meanwhile is not written over.
    else if (activeText(draft.getState()) === before) draft.getState().setText(laidOut);
  };
  return (
    <IconButton label={words.toolbar.format} aria-keyshortcuts="Shift+Alt+F" onClick={() => void format()} data-command="format">
      <AlignLeft aria-hidden size={14} />
    </IconButton>
  );
}

function KeptQueries() {
  const { draft } = useStores();
  const projectId = useStatus()?.account?.projectId;
  const [open, setOpen] = useState<'history' | 'save' | null>(null);
  const tab = activeTab(draft.getState());
  const close = () => setOpen(null);
  if (projectId === undefined) return null;
  return (
    <>
      <IconButton label={words.toolbar.save} aria-keyshortcuts="Control+S Meta+S" onClick={() => setOpen('save')} data-command="save">
        <Save aria-hidden size={14} />
      </IconButton>
      <IconButton label={words.toolbar.history} aria-keyshortcuts="Alt+H" onClick={() => setOpen('history')} data-command="history">
        <BookMarked aria-hidden size={14} />
      </IconButton>
      <Suspense>
        {open === 'history' ? <HistoryDialog projectId={projectId} onOpen={draft.getState().show} onClose={close} /> : null}
        {open === 'save' && tab !== undefined ? (
          <SaveQueryDialog
            projectId={projectId}
            title={tab.title}
            sql={tab.text}
            onSaved={(name) => draft.getState().rename(tab.id, name)}
            onClose={close}
          />
        ) : null}
      </Suspense>
    </>
  );
}

/** Reading is what the editor does; changes are a mode that is asked for and can be seen. */
function ChangesSwitch({ isChanging, onChanging }: { isChanging: boolean; onChanging: (isChanging: boolean) => void }) {
  const [isAsking, setIsAsking] = useState(false);
  if (isChanging) {
    return (
      <Button
        size="small"
        className="border-warn! bg-warn-soft! text-warn!"
        aria-pressed="true"
        onClick={() => onChanging(false)}
        title={words.changes.back}
      >
        <LockOpen aria-hidden size={12} />
        {words.changes.allowed}
      </Button>
    );
  }
  return (
    <>
      <Button size="small" look="quiet" aria-pressed="false" onClick={() => setIsAsking(true)} title={words.changes.allow}>
        <Lock aria-hidden size={12} />
        {words.changes.readOnly}
      </Button>
      {isAsking ? (
        <Dialog title={words.changes.title} onClose={() => setIsAsking(false)}>
          <div className="flex flex-col gap-3 p-4">
            <p>
              {words.changes.about((text) => (
                <code className="font-mono">{text}</code>
              ))}
            </p>
            <div className="flex justify-end gap-2">
              <Button onClick={() => setIsAsking(false)}>{words.changes.stay}</Button>
              <Button
                look="primary"
                onClick={() => {
                  setIsAsking(false);
                  onChanging(true);
                }}
              >
                {words.changes.confirm}
              </Button>
            </div>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
