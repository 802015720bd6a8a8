import { useState } from 'react';
import type { AssistantBundle } from '#shared/model/assistant.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { AccountChoice } from './account-choice.tsx';
import { useAssistantActions } from './use-assistants.ts';
import { words as allWords } from './words.tsx';

const words = allWords.bundle;

/** One file for clients that install servers from a bundle. */
export function BundleDialog({ onClose }: { onClose: () => void }) {
  const [account, setAccount] = useState<string>();
  const { bundle } = useAssistantActions();
  const problem = bundle.error === null ? undefined : problemOf(bundle.error);
  return (
    <Dialog title={words.title} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-ink-2">{words.about}</p>
        <AccountChoice account={account} onChange={setAccount} />
        {problem === undefined ? null : <Notice tone="danger" title={problem.message} hint={problem.hint} />}
        {bundle.data === undefined ? null : <Made bundle={bundle.data} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.close}</Button>
          <Button
            look={bundle.data === undefined ? 'primary' : 'plain'}
            disabled={bundle.isPending}
            onClick={() => bundle.mutate(account === undefined ? {} : { account })}
          >
            {bundle.data === undefined ? words.make : words.again}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Made({ bundle }: { bundle: AssistantBundle }) {
  const toast = useToast();
  const copy = async () => {
    const isCopied = await copyText(bundle.file);
    if (isCopied) toast('info', words.copied);
    else toast('danger', words.notCopied, words.notCopiedHint);
  };
  return (
    <Notice
      tone="info"
      title={bundle.file}
      hint={words.made(bundle.bytes)}
      actions={<Button onClick={() => void copy()}>{words.copy}</Button>}
    />
  );
}
