import { useId } from 'react';
import type { FetchEstimate } from '#shared/model/fetch.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { countDays, PRESETS, presetRange } from './days.ts';
import { EstimateCard } from './estimate-card.tsx';
import { EventChoice } from './event-choice.tsx';
import { type FetchFormState, problemsOf, wishOf } from './fetch-form-state.ts';
import { CHOSEN } from './section.tsx';
import { useEventTables, useFetchActions } from './use-fetch.ts';
import { words } from './words.ts';

interface FetchFormProps {
  form: FetchFormState;
  zone: string;
  today: string;
  onChange: (change: Partial<FetchFormState>) => void;
}

/** The estimate belongs to the very form it was made for; any change puts the estimate away. */
export function FetchForm({ form, zone, today, onChange }: FetchFormProps) {
  const { estimate, start } = useFetchActions();
  const { names } = useEventTables();
  const tables = useId();
  const problems = problemsOf(form, today);
  const isWrong = problems.days !== undefined || problems.events !== undefined;
  const wish = wishOf(form);
  const isOfThisForm = JSON.stringify(estimate.variables) === JSON.stringify(wish);
  const found = isOfThisForm ? estimate.data : undefined;
  const failure = start.error ?? (isOfThisForm ? estimate.error : null);
  return (
    <form
      aria-label={words.form.name}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        start.reset();
        if (!isWrong) estimate.mutate(wish);
      }}
    >
      <DayFields form={form} zone={zone} today={today} problem={problems.days} onChange={onChange} />
      <EventChoice events={form.events} problem={problems.events} onChange={(events) => onChange({ events })} />
      <div className="grid grid-cols-2 gap-4 max-[900px]:grid-cols-1">
        <TextField
          label={words.form.filter}
          value={form.where}
          placeholder={words.form.filterExample}
          hint={words.form.filterHint}
          spellCheck={false}
          onChange={(event) => onChange({ where: event.target.value })}
        />
        <TextField
          label={words.form.table}
          value={form.table}
          list={tables}
          placeholder={words.form.tableExample}
          hint={words.form.tableHint}
          spellCheck={false}
          onChange={(event) => onChange({ table: event.target.value })}
        />
        <datalist id={tables}>
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      {failure === null ? null : <Notice tone="danger" title={problemOf(failure).message} hint={problemOf(failure).hint} />}
      {found === undefined ? null : <EstimateCard estimate={found} />}
      <FormButtons
        found={found}
        isBusy={estimate.isPending || start.isPending}
        isEstimating={estimate.isPending}
        isWrong={isWrong}
        onStart={() => start.mutate(wish, { onSuccess: () => estimate.reset() })}
      />
    </form>
  );
}

interface FormButtonsProps {
  found: FetchEstimate | undefined;
  isBusy: boolean;
  isEstimating: boolean;
  isWrong: boolean;
  onStart: () => void;
}

function FormButtons({ found, isBusy, isEstimating, isWrong, onStart }: FormButtonsProps) {
  const days = found?.daysToFetch.length ?? 0;
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <p role="status" className="mr-auto text-xs text-ink-2">
        {isEstimating
          ? words.form.estimating
          : found === undefined
            ? words.form.beforeEstimate
            : days === 0
              ? words.form.nothingToFetch
              : ''}
      </p>
      <Button type="submit" look={found === undefined ? 'primary' : 'plain'} size="large" disabled={isBusy || isWrong}>
        {found === undefined ? words.form.estimate : words.form.estimateAgain}
      </Button>
      {found === undefined ? null : (
        <Button look="primary" size="large" disabled={isBusy || days === 0} onClick={onStart}>
          {words.form.fetch(days)}
        </Button>
      )}
    </div>
  );
}

function DayFields({ form, zone, today, problem, onChange }: FetchFormProps & { problem: string | undefined }) {
  const count = problem === undefined ? countDays(form.fromDate, form.toDate) : null;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium">{words.form.days}</legend>
      <div className="flex flex-wrap gap-1.5">
        {PRESETS.map((length) => {
          const range = presetRange(length, today);
          const isChosen = range.fromDate === form.fromDate && range.toDate === form.toDate;
          return (
            <Button key={length} aria-pressed={isChosen} className={classNames(isChosen && CHOSEN)} onClick={() => onChange(range)}>
              {length === 1 ? words.form.presets.yesterday : words.form.presets.last(length)}
            </Button>
          );
        })}
      </div>
      <div className="grid max-w-md grid-cols-2 gap-4">
        <TextField
          label={words.form.firstDay}
          type="date"
          value={form.fromDate}
          max={today}
          onChange={(event) => onChange({ fromDate: event.target.value })}
        />
        <TextField
          label={words.form.lastDay}
          type="date"
          value={form.toDate}
          max={today}
          onChange={(event) => onChange({ toDate: event.target.value })}
        />
      </div>
      <p className={classNames('text-2xs', problem === undefined ? 'text-ink-2' : 'text-danger')}>
        {problem ?? words.form.daysHint(zone, count)}
      </p>
    </fieldset>
  );
}
