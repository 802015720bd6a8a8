import { type FormEvent, useId, useState } from 'react';
import type { AccountSummary, KeepIn } from '#shared/model/account.ts';
import { REGIONS } from '#shared/model/account.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { checkWords, namedOption, REGION_WORDS } from './account-words.ts';
import { KeepChoice } from './keep-choice.tsx';
import { type FormValues, useAccountForm } from './use-account-form.ts';

/** Adds an account (`account` is null) or edits one. What Mixpanel refuses is not saved, unless the person insists. */
export function AccountForm({ account, onClose }: { account: AccountSummary | null; onClose: () => void }) {
  const form = useAccountForm(account, onClose);
  const [keepIn, setKeepIn] = useState<KeepIn>(account?.source === 'memory' ? 'memory' : 'keychain');
  const isNew = account === null;
  const needsChoice = form.problem?.isKeychain === true || keepIn !== 'keychain';
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    form.submit({ keepIn, isUnchecked: false });
  };
  return (
    <Dialog title={isNew ? 'Add an account' : `Edit “${account.name}”`} onClose={onClose}>
      <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4 p-4">
        <Credentials form={form} isNew={isNew} />
        <Project form={form} />
        {form.problem === null ? null : <Notice tone="danger" title={form.problem.message} hint={form.problem.hint} />}
        {needsChoice ? <KeepChoice value={keepIn} onChange={setKeepIn} /> : null}
        {form.refused === null ? null : (
          <Notice
            tone="warn"
            title={checkWords(form.refused).title}
            hint={checkWords(form.refused).hint}
            actions={<Button onClick={() => form.submit({ keepIn, isUnchecked: true })}>Save anyway</Button>}
          />
        )}
        {form.checked === null || form.refused !== null ? null : (
          <Notice tone={form.checked.isOk ? 'info' : 'warn'} title={checkWords(form.checked).title} hint={checkWords(form.checked).hint} />
        )}
        <div className="flex justify-end gap-2">
          <Button className="mr-auto" disabled={form.isChecking} onClick={form.test}>
            {form.isChecking ? 'Testing…' : 'Test'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={form.isSaving}>
            {form.isSaving ? 'Asking Mixpanel…' : 'Test and save'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type Form = ReturnType<typeof useAccountForm>;

function Credentials({ form, isNew }: { form: Form; isNew: boolean }) {
  const { values, problems, change } = form;
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-[700px]:grid-cols-1">
      <TextField
        label="Service account name"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={values.username}
        problem={problems.username}
        hint="As Mixpanel shows it, e.g. mixlake.12ab34.mp-service-account"
        onChange={(event) => change({ username: event.target.value })}
      />
      <TextField
        label="Secret"
        type="password"
        autoComplete="off"
        value={values.secret}
        problem={problems.secret}
        hint={isNew ? 'Goes into the keychain of this computer and never comes back.' : 'Leave empty to keep the one that is stored.'}
        onChange={(event) => change({ secret: event.target.value })}
      />
      <TextField
        label="Name in Mixlake"
        autoComplete="off"
        value={values.name}
        problem={problems.name}
        hint="Your own word for it; assistants see it too."
        placeholder={values.username}
        onChange={(event) => change({ name: event.target.value })}
      />
      <SelectField
        label="Region"
        value={values.region}
        hint="Where Mixpanel keeps the project’s data."
        onChange={(event) => change({ region: REGIONS.find((region) => region === event.target.value) ?? 'auto' })}
      >
        <option value="auto">Find out</option>
        {REGIONS.map((region) => (
          <option key={region} value={region}>
            {REGION_WORDS[region]}
          </option>
        ))}
      </SelectField>
    </div>
  );
}

function Project({ form }: { form: Form }) {
  const { values, problems, change, find, found, refused, checked } = form;
  const listId = useId();
  const views = checked?.dataViews ?? [];
  const projects = found?.projects ?? checked?.projects ?? refused?.projects ?? [];
  const canFind = values.username.trim() !== '' && !find.isPending;
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-[700px]:grid-cols-1">
      <div className="flex items-start gap-2">
        <TextField
          label="Project id"
          inputMode="numeric"
          autoComplete="off"
          list={listId}
          value={values.projectId}
          problem={problems.projectId}
          hint={findWords(form)}
          className="flex-1"
          onChange={(event) => change({ projectId: event.target.value })}
        />
        <datalist id={listId}>
          {projects.map((project) => (
            <option key={project.id} value={project.id} label={namedOption(project)} />
          ))}
        </datalist>
        <Button className="mt-5 h-8" disabled={!canFind} onClick={() => find.mutate()}>
          {find.isPending ? 'Looking…' : 'Find'}
        </Button>
      </div>
      <ViewChoice values={values} views={views} problem={problems.workspaceId} change={change} />
      <details className="col-span-full text-xs text-ink-2">
        <summary>By way of a proxy</summary>
        <TextField
          label="Address that stands for Mixpanel’s hosts"
          className="mt-2"
          value={values.baseUrl}
          problem={problems.baseUrl}
          placeholder="https://mixpanel-proxy.example.com"
          onChange={(event) => change({ baseUrl: event.target.value })}
        />
      </details>
    </div>
  );
}

function ViewChoice(props: {
  values: FormValues;
  views: readonly { id: string; name: string | null }[];
  problem: string | undefined;
  change: (part: Partial<FormValues>) => void;
}) {
  const { values, views, problem, change } = props;
  const hint = 'Restricts every query to one data view of the project.';
  if (views.length === 0) {
    return (
      <TextField
        label="Data view id (optional)"
        inputMode="numeric"
        autoComplete="off"
        value={values.workspaceId}
        problem={problem}
        hint={hint}
        onChange={(event) => change({ workspaceId: event.target.value })}
      />
    );
  }
  return (
    <SelectField
      label="Data view (optional)"
      value={values.workspaceId}
      problem={problem}
      hint={hint}
      onChange={(event) => change({ workspaceId: event.target.value })}
    >
      <option value="">The whole project</option>
      {views.map((view) => (
        <option key={view.id} value={view.id}>
          {namedOption(view)}
        </option>
      ))}
    </SelectField>
  );
}

function findWords({ find, found }: Form): string {
  if (find.error !== null) return problemOf(find.error).message;
  if (find.isSuccess && found === null) return 'Mixpanel does not tell this service account its projects. Enter the number.';
  if (found !== null && found.projects.length === 0) return 'This service account has no project yet.';
  if (found !== null)
    return `${found.projects.length === 1 ? 'One project' : `${found.projects.length} projects`} found, region ${found.region}.`;
  return 'A whole number, under Project Settings, Overview.';
}
