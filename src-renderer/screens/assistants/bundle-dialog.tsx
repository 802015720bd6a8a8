import { useState } from 'react';
import type { AssistantBundle } from '#shared/model/assistant.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { formatCount } from '../../ui/quantities.ts';
import { useToast } from '../../ui/toasts.tsx';
import { AccountChoice } from './account-choice.tsx';
import { useAssistantActions } from './use-assistants.ts';

/** One file for clients that install servers from a bundle. */
export function BundleDialog({ onClose }: { onClose: () => void }) {
  const [account, setAccount] = useState<string>();
  const { bundle } = useAssistantActions();
  const problem = bundle.error === null ? undefined : problemOf(bundle.error);
  return (
    <Dialog title="Make a bundle" onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-ink-2">
          A bundle (.mcpb) is one file that Claude Desktop and others install by a double click. It connects them to the Mixlake on this
          computer, holds no secret, and works here only.
        </p>
        <AccountChoice account={account} onChange={setAccount} />
        {problem === undefined ? null : <Notice tone="danger" title={problem.message} hint={problem.hint} />}
        {bundle.data === undefined ? null : <Made bundle={bundle.data} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          <Button
            look={bundle.data === undefined ? 'primary' : 'plain'}
            disabled={bundle.isPending}
            onClick={() => bundle.mutate(account === undefined ? {} : { account })}
          >
            {bundle.data === undefined ? 'Make it' : 'Make it again'}
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
    if (isCopied) toast('info', 'The path is in the clipboard.');
    else toast('danger', 'The path could not be copied.', 'Select it and copy it by hand.');
  };
  return (
    <Notice
      tone="info"
      title={bundle.file}
      hint={`${formatCount(bundle.bytes)} bytes. Open this file, or drag it into the settings of the client.`}
      actions={<Button onClick={() => void copy()}>Copy the path</Button>}
    />
  );
}
