import { useId } from 'react';
import type { FetchEstimate } from '#shared/model/fetch.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { counted } from '../../ui/quantities.ts';
import { countDays, PRESETS, presetRange } from './days.ts';
import { EstimateCard } from './estimate-card.tsx';
import { EventChoice } from './event-choice.tsx';
import { type FetchFormState, problemsOf, wishOf } from './fetch-form-state.ts';
import { CHOSEN } from './section.tsx';
import { useEventTables, useFetchActions } from './use-fetch.ts';

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
      aria-label="Fetch events"
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
          label="Filter (optional)"
          value={form.where}
          placeholder={'properties["plan"] == "pro"'}
          hint="An expression of Mixpanel; only events for which it holds are fetched."
          spellCheck={false}
          onChange={(event) => onChange({ where: event.target.value })}
        />
        <TextField
          label="Table"
          value={form.table}
          list={tables}
          placeholder="events"
          hint="A new name makes a new table."
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
          ? 'Counting events day by day…'
          : found === undefined
            ? 'Nothing is downloaded before you have seen the estimate.'
            : ''}
        {found !== undefined && days === 0 ? 'Every day is there and complete: there is nothing to fetch.' : ''}
      </p>
      <Button type="submit" look={found === undefined ? 'primary' : 'plain'} size="large" disabled={isBusy || isWrong}>
        {found === undefined ? 'Estimate' : 'Estimate again'}
      </Button>
      {found === undefined ? null : (
        <Button look="primary" size="large" disabled={isBusy || days === 0} onClick={onStart}>
          Fetch {counted(days, 'day')}
        </Button>
      )}
    </div>
  );
}

function DayFields({ form, zone, today, problem, onChange }: FetchFormProps & { problem: string | undefined }) {
  const days = problem === undefined ? ` ${counted(countDays(form.fromDate, form.toDate), 'day')}.` : '';
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium">Days</legend>
      <div className="flex flex-wrap gap-1.5">
        {PRESETS.map(({ id, label, days: length }) => {
          const range = presetRange(length, today);
          const isChosen = range.fromDate === form.fromDate && range.toDate === form.toDate;
          return (
            <Button key={id} aria-pressed={isChosen} className={classNames(isChosen && CHOSEN)} onClick={() => onChange(range)}>
              {label}
            </Button>
          );
        })}
      </div>
      <div className="grid max-w-md grid-cols-2 gap-4">
        <TextField
          label="First day"
          type="date"
          value={form.fromDate}
          max={today}
          onChange={(event) => onChange({ fromDate: event.target.value })}
        />
        <TextField
          label="Last day"
          type="date"
          value={form.toDate}
          max={today}
          onChange={(event) => onChange({ toDate: event.target.value })}
        />
      </div>
      <p className={classNames('text-2xs', problem === undefined ? 'text-ink-2' : 'text-danger')}>
        {problem ?? `Both included, as days in ${zone}.${days} Days that are complete are not fetched again.`}
      </p>
    </fieldset>
  );
}
