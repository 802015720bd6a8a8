import { type ReactNode, useState } from 'react';
import type { SettingsView } from '#shared/model/settings.ts';
import { useIsEngineReady } from '../../app/use-status.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Section } from './settings-section.tsx';
import { useDeleteLog } from './use-settings.ts';
import { words as allWords } from './words.ts';

const words = allWords.privacy;

/** What is kept where and for how long, and the way to delete what was done here. */
export function PrivacySection({ data }: { data: SettingsView }) {
  const { home, logs, exports } = data.folders;
  const { kept } = words;
  return (
    <Section title={words.title}>
      <p className="text-ink-2">{words.about}</p>
      <dl className="flex flex-col gap-3">
        <Kept name={kept.data.name} about={kept.data.about} path={home} />
        <Kept name={kept.activity.name} about={kept.activity.about(data.settings.limits.activityDays)}>
          <DeleteLog />
        </Kept>
        <Kept name={kept.texts.name} about={kept.texts.about} />
        <Kept name={kept.logs.name} about={kept.logs.about} path={logs} />
        <Kept name={kept.exports.name} about={kept.exports.about} path={exports} />
      </dl>
      <p className="text-xs text-ink-2">{words.secrets}</p>
      <p className="text-xs text-ink-2">{words.otherFolder(data.version)}</p>
    </Section>
  );
}

function Kept({ name, about, path, children }: { name: string; about: string; path?: string; children?: ReactNode }) {
  return (
    <div className="flex gap-3 max-[700px]:flex-col max-[700px]:gap-1">
      <dt className="w-40 shrink-0 text-xs font-medium">{name}</dt>
      <dd className="flex min-w-0 flex-1 flex-col items-start gap-1">
        <p className="text-xs text-ink-2">{about}</p>
        {path === undefined ? null : <Path path={path} />}
        {children}
      </dd>
    </div>
  );
}

function Path({ path }: { path: string }) {
  const [copied, setCopied] = useState<boolean | null>(null);
  return (
    <div className="flex w-full min-w-0 items-center gap-3">
      <span className="min-w-0 flex-1 truncate font-mono text-xs text-ink-2 select-text" title={path}>
        {path}
      </span>
      <Button size="small" onClick={() => void copyText(path).then(setCopied)}>
        {copied === null ? words.copyPath : copied ? words.copied : words.notCopied}
      </Button>
    </div>
  );
}

function DeleteLog() {
  const [isAsking, setIsAsking] = useState(false);
  const isReady = useIsEngineReady();
  const { mutate, isPending } = useDeleteLog();
  const close = () => setIsAsking(false);
  const { title, facts, stays, cancel, confirm } = allWords.deleteDialog;
  return (
    <>
      <Button size="small" disabled={!isReady || isPending} onClick={() => setIsAsking(true)}>
        {words.deleteLog}
      </Button>
      {isReady ? null : <p className="text-2xs text-ink-3">{words.noEngine}</p>}
      {isAsking ? (
        <Dialog title={title} onClose={close}>
          <div className="flex flex-col gap-3 p-4">
            <p>{facts}</p>
            <p className="text-ink-2">{stays}</p>
            <div className="flex justify-end gap-2">
              <Button onClick={close}>{cancel}</Button>
              <Button look="primary" disabled={isPending} onClick={() => mutate(undefined, { onSettled: close })}>
                {confirm}
              </Button>
            </div>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
