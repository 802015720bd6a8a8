// What the account form holds and does. The region may be left to Mixlake: it then tries the regions one after the other.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type AccountCheck, AccountDraft, type AccountSummary, type KeepIn, type Region } from '#shared/model/account.ts';
import { useApi } from '../../app/api-context.tsx';
import { problemOf } from '../../app/problem.ts';
import { useToast } from '../../ui/toasts.tsx';
import { useRefreshAccounts } from './use-accounts.ts';
import { words } from './words.ts';

export interface FormValues {
  name: string;
  username: string;
  secret: string;
  projectId: string;
  region: Region | 'auto';
  workspaceId: string;
  baseUrl: string;
}

export type FormProblems = Partial<Record<keyof FormValues, string>>;

function valuesOf(account: AccountSummary | null): FormValues {
  return {
    name: account?.name ?? '',
    username: account?.username ?? '',
    secret: '',
    projectId: account?.projectId ?? '',
    region: account?.region ?? 'auto',
    workspaceId: account?.workspaceId ?? '',
    baseUrl: account?.baseUrl ?? '',
  };
}

/** The draft as the contract takes it, or what is wrong with each field. */
export function readDraft(values: FormValues, isNew: boolean): { draft: AccountDraft } | { problems: FormProblems } {
  const parsed = AccountDraft.safeParse({
    name: values.name.trim() === '' ? values.username.trim() : values.name,
    username: values.username,
    projectId: values.projectId,
    region: values.region === 'auto' ? 'us' : values.region,
    ...(values.secret === '' ? {} : { secret: values.secret }),
    ...(values.workspaceId === '' ? {} : { workspaceId: values.workspaceId }),
    ...(values.baseUrl.trim() === '' ? {} : { baseUrl: values.baseUrl.trim() }),
  });
  const problems: FormProblems = {};
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = String(path[0]);
    if (field in values) Object.assign(problems, { [field]: message });
  }
  if (isNew && values.secret === '') problems.secret = words.form.noSecret;
  return parsed.success && Object.keys(problems).length === 0 ? { draft: parsed.data } : { problems };
}

interface Saving {
  draft: AccountDraft;
  keepIn: KeepIn;
  isUnchecked: boolean;
}

export function useAccountForm(account: AccountSummary | null, onDone: () => void) {
  const { client } = useApi();
  const toast = useToast();
  const refresh = useRefreshAccounts();
  const [values, setValues] = useState(() => valuesOf(account));
  const [problems, setProblems] = useState<FormProblems>({});
  const savedAs = account?.name;

  const find = useMutation({
    mutationFn: () =>
      client.accounts.findProjects({
        credentials: { username: values.username, secret: values.secret, region: values.region === 'auto' ? 'us' : values.region },
        ...(savedAs === undefined ? {} : { savedAs }),
      }),
    onSuccess: ({ found }) => {
      const only = found?.projects.length === 1 ? found.projects[0]?.id : undefined;
      if (found !== null) setValues((now) => ({ ...now, region: found.region, ...(only === undefined ? {} : { projectId: only }) }));
    },
  });

  const check = useMutation({
    mutationFn: async (draft: AccountDraft) => {
      const asked = (region: Region) =>
        client.accounts.check({ draft: { ...draft, region }, ...(savedAs === undefined ? {} : { savedAs }) });
      const first = await asked(draft.region);
      return values.region === 'auto' && first.rightRegion !== null ? asked(first.rightRegion) : first;
    },
    onSuccess: ({ isOk, region }) => {
      if (isOk) setValues((now) => ({ ...now, region }));
    },
  });

  const save = useMutation({
    mutationFn: async (request: Saving) => {
      const named = { ...request, ...(savedAs === undefined ? {} : { savedAs }) };
      const first = await client.accounts.save(named);
      const right = first.check?.rightRegion ?? null;
      if (first.isSaved || right === null || values.region !== 'auto') return first;
      return client.accounts.save({ ...named, draft: { ...request.draft, region: right } });
    },
    onSuccess: async ({ isSaved }, { draft }) => {
      if (!isSaved) return;
      await refresh();
      toast('info', words.form.saved(draft.name));
      onDone();
    },
  });

  function withDraft(go: (draft: AccountDraft) => void): void {
    const read = readDraft(values, account === null);
    setProblems('problems' in read ? read.problems : {});
    if ('draft' in read) go(read.draft);
  }

  return {
    values,
    problems,
    find,
    found: find.data?.found ?? null,
    refused: refusal(save.data),
    problem: problemIn(save.error ?? check.error),
    isSaving: save.isPending,
    checked: check.data ?? null,
    isChecking: check.isPending,
    test: () => withDraft((draft) => check.mutate(draft)),
    change: (part: Partial<FormValues>) => setValues((now) => ({ ...now, ...part })),
    submit: (options: { keepIn: KeepIn; isUnchecked: boolean }) => withDraft((draft) => save.mutate({ draft, ...options })),
  };
}

function problemIn(error: Error | null): ReturnType<typeof problemOf> | null {
  return error === null ? null : problemOf(error);
}

function refusal(answer: { isSaved: boolean; check: AccountCheck | null } | undefined): AccountCheck | null {
  return answer === undefined || answer.isSaved ? null : answer.check;
}
