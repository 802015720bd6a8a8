import { type FormEvent, useId, useState } from 'react';
import type { AccountSummary, KeepIn } from '#shared/model/account.ts';
import { REGIONS } from '#shared/model/account.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { KeepChoice } from './keep-choice.tsx';
import { type FormValues, useAccountForm } from './use-account-form.ts';
import { words as allWords } from './words.ts';

const words = allWords.form;

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
    <Dialog title={isNew ? words.add : words.edit(account.name)} onClose={onClose}>
      <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4 p-4">
        <Credentials form={form} isNew={isNew} />
        <Project form={form} />
        {form.problem === null ? null : <Notice tone="danger" title={form.problem.message} hint={form.problem.hint} />}
        {needsChoice ? <KeepChoice value={keepIn} onChange={setKeepIn} /> : null}
        {form.refused === null ? null : (
          <Notice
            tone="warn"
            title={allWords.check(form.refused).title}
            hint={allWords.check(form.refused).hint}
            actions={<Button onClick={() => form.submit({ keepIn, isUnchecked: true })}>{words.saveAnyway}</Button>}
          />
        )}
        {form.checked === null || form.refused !== null ? null : (
          <Notice
            tone={form.checked.isOk ? 'info' : 'warn'}
            title={allWords.check(form.checked).title}
            hint={allWords.check(form.checked).hint}
          />
        )}
        <div className="flex justify-end gap-2">
          <Button className="mr-auto" disabled={form.isChecking} onClick={form.test}>
            {form.isChecking ? allWords.card.testing : allWords.card.test}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" disabled={form.isSaving}>
            {form.isSaving ? words.asking : words.save}
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
        label={words.username}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={values.username}
        problem={problems.username}
        hint={words.usernameHint}
        onChange={(event) => change({ username: event.target.value })}
      />
      <TextField
        label={words.secret}
        type="password"
        autoComplete="off"
        value={values.secret}
        problem={problems.secret}
        hint={isNew ? words.newSecretHint : words.oldSecretHint}
        onChange={(event) => change({ secret: event.target.value })}
      />
      <TextField
        label={words.name}
        autoComplete="off"
        value={values.name}
        problem={problems.name}
        hint={words.nameHint}
        placeholder={values.username}
        onChange={(event) => change({ name: event.target.value })}
      />
      <SelectField
        label={words.region}
        value={values.region}
        hint={words.regionHint}
        onChange={(event) => change({ region: REGIONS.find((region) => region === event.target.value) ?? 'auto' })}
      >
        <option value="auto">{words.findRegion}</option>
        {REGIONS.map((region) => (
          <option key={region} value={region}>
            {allWords.regions[region]}
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
          label={words.project}
          inputMode="numeric"
          autoComplete="off"
          list={listId}
          value={values.projectId}
          problem={problems.projectId}
          hint={findHint(form)}
          className="flex-1"
          onChange={(event) => change({ projectId: event.target.value })}
        />
        <datalist id={listId}>
          {projects.map((project) => (
            <option key={project.id} value={project.id} label={words.named(project)} />
          ))}
        </datalist>
        <Button className="mt-5 h-8" disabled={!canFind} onClick={() => find.mutate()}>
          {find.isPending ? words.finding : words.find}
        </Button>
      </div>
      <ViewChoice values={values} views={views} problem={problems.workspaceId} change={change} />
      <details className="col-span-full text-xs text-ink-2">
        <summary>{words.proxy}</summary>
        <TextField
          label={words.proxyAddress}
          className="mt-2"
          value={values.baseUrl}
          problem={problems.baseUrl}
          placeholder={words.proxyExample}
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
  if (views.length === 0) {
    return (
      <TextField
        label={words.viewId}
        inputMode="numeric"
        autoComplete="off"
        value={values.workspaceId}
        problem={problem}
        hint={words.viewHint}
        onChange={(event) => change({ workspaceId: event.target.value })}
      />
    );
  }
  return (
    <SelectField
      label={words.view}
      value={values.workspaceId}
      problem={problem}
      hint={words.viewHint}
      onChange={(event) => change({ workspaceId: event.target.value })}
    >
      <option value="">{words.wholeProject}</option>
      {views.map((view) => (
        <option key={view.id} value={view.id}>
          {words.named(view)}
        </option>
      ))}
    </SelectField>
  );
}

function findHint({ find, found }: Form): string {
  if (find.error !== null) return problemOf(find.error).message;
  if (found !== null) return words.found(found);
  return find.isSuccess ? words.notTold : words.projectHint;
}
