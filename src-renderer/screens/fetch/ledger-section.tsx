import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LedgerSelection, TableLedger } from '#shared/model/fetch.ts';
import { useApi } from '../../app/api-context.tsx';
import { problemOf } from '../../app/problem.ts';
import { SelectField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { counted } from '../../ui/quantities.ts';
import { Calendar } from './calendar.tsx';
import { CALENDAR_STATES } from './calendar-states.ts';
import { type DayRange, todayIn } from './days.ts';
import type { FetchFormState } from './fetch-form-state.ts';
import { Section } from './section.tsx';
import { useEventTables } from './use-fetch.ts';

interface LedgerSectionProps {
  onFill: (change: Partial<FetchFormState>) => void;
}

/** Which days of a table are here. A click takes days that are not complete into the form. */
export function LedgerSection({ onFill }: LedgerSectionProps) {
  const { names, isPending, error } = useEventTables();
  const [chosen, setChosen] = useState<string | null>(null);
  const table = names.find((name) => name === chosen) ?? names[0];
  return (
    <Section title="Fetched days" note="Choose a day to take it, and the days around it in the same state, into the form.">
      {error === null ? null : <Notice tone="danger" title={problemOf(error).message} hint={problemOf(error).hint} />}
      {table === undefined && error === null ? (
        <p className="text-ink-2">{isPending ? 'Reading the tables…' : 'No table of events yet. The first fetch makes one.'}</p>
      ) : null}
      {table === undefined ? null : (
        <div className="flex flex-col gap-3">
          {names.length > 1 ? (
            <SelectField label="Table" className="max-w-60" value={table} onChange={(event) => setChosen(event.target.value)}>
              {names.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </SelectField>
          ) : null}
          <Ledger key={table} table={table} onFill={onFill} />
        </div>
      )}
    </Section>
  );
}

function Ledger({ table, onFill }: LedgerSectionProps & { table: string }) {
  const { query } = useApi();
  const ledger = useQuery(query.tables.ledger.queryOptions({ input: { table } }));
  if (ledger.isPending) return <p className="text-ink-2">Reading the fetched days…</p>;
  if (ledger.error !== null) return <Notice tone="danger" title={problemOf(ledger.error).message} hint={problemOf(ledger.error).hint} />;
  if (ledger.data.selections.length === 0) return <p className="text-ink-2">Nothing was fetched into {table} yet.</p>;
  return <Selections ledger={ledger.data} onFill={onFill} />;
}

function Selections({ ledger, onFill }: LedgerSectionProps & { ledger: TableLedger }) {
  const { selections, dayZone, table } = ledger;
  const [chosen, setChosen] = useState<string | null>(null);
  const [filled, setFilled] = useState<DayRange | null>(null);
  const selection = selections.find(({ id }) => id === chosen) ?? selections[0];
  if (selection === undefined) return null;
  const onPick = (range: DayRange) => {
    setFilled(range);
    const { events = null, where = '' } = selection.wish ?? {};
    onFill({ ...range, table, events, where });
  };
  return (
    <>
      {selections.length > 1 ? (
        <SelectField label="What was fetched" className="max-w-96" value={selection.id} onChange={(event) => setChosen(event.target.value)}>
          {selections.map(({ id, words }) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </SelectField>
      ) : null}
      <p className="text-xs text-ink-2">
        {table}, {selection.words}: {summary(selection)}. Days as the export counts them, in {dayZone}.
      </p>
      <Calendar key={selection.id} days={selection.days} today={todayIn(dayZone, new Date())} onPick={onPick} />
      <Legend />
      <p role="status" className="min-h-4 text-xs text-ink-2">
        {filled === null ? '' : `The form is set to ${rangeWords(filled)}. Estimate it there.`}
      </p>
    </>
  );
}

function summary({ days }: LedgerSelection): string {
  const parts = (['complete', 'stale', 'partial', 'missing'] as const).flatMap((state) => {
    const count = days.filter((day) => day.state === state).length;
    return count === 0 ? [] : [`${counted(count, 'day')} ${CALENDAR_STATES[state].word}`];
  });
  return parts.join('; ');
}

function rangeWords({ fromDate, toDate }: DayRange): string {
  return fromDate === toDate ? fromDate : `${fromDate} to ${toDate}`;
}

function Legend() {
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1 text-2xs text-ink-2">
      {Object.entries(CALENDAR_STATES).map(([state, { sign, word, look, meaning }]) => (
        <li key={state} className="flex items-center gap-1.5">
          <span aria-hidden className={`inline-flex size-4 items-center justify-center rounded ${look}`}>
            {sign}
          </span>
          {word}: {meaning}
        </li>
      ))}
    </ul>
  );
}
