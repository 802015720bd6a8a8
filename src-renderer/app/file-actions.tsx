import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/clipboard.ts';
import { useApi } from './api-context.tsx';
import { useProblemToast } from './problem.ts';
import { words as allWords } from './words.ts';

const words = allWords.file;

/** What one can do with a file that Mixlake has written: see it in its folder, where a desktop is there, and copy its path. */
export function FileActions({ path }: { path: string }) {
  const { query } = useApi();
  const [copied, setCopied] = useState<boolean | null>(null);
  const onError = useProblemToast();
  const copy = () => void copyText(path).then(setCopied);
  const show = useMutation(query.files.show.mutationOptions({ onError, onSuccess: ({ isShown }) => (isShown ? undefined : copy()) }));
  const isDesktop = window.mixlakeShell !== undefined;
  return (
    <>
      {isDesktop ? (
        <Button disabled={show.isPending} onClick={() => show.mutate({ path })}>
          {words.show}
        </Button>
      ) : null}
      <Button onClick={copy}>{copied === null ? words.copy : copied ? words.copied : words.notCopied}</Button>
    </>
  );
}
