import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TableLedger } from '#shared/model/fetch.ts';
import { useApi } from '../../app/api-context.tsx';
import { problemOf } from '../../app/problem.ts';
import { SelectField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Calendar } from './calendar.tsx';
import { CALENDAR_STATES, STATE_ORDER } from './calendar-states.ts';
import { type DayRange, todayIn } from './days.ts';
import type { FetchFormState } from './fetch-form-state.ts';
import { Section } from './section.tsx';
import { useEventTables } from './use-fetch.ts';
import { words } from './words.ts';

interface LedgerSectionProps {
  onFill: (change: Partial<FetchFormState>) => void;
}

/** Which days of a table are here. A click takes days that are not complete into the form. */
export function LedgerSection({ onFill }: LedgerSectionProps) {
  const { names, isPending, error } = useEventTables();
  const [chosen, setChosen] = useState<string | null>(null);
  const table = names.find((name) => name === chosen) ?? names[0];
  return (
    <Section title={words.ledger.title} note={words.ledger.note}>
      {error === null ? null : <Notice tone="danger" title={problemOf(error).message} hint={problemOf(error).hint} />}
      {table === undefined && error === null ? (
        <p className="text-ink-2">{isPending ? words.ledger.readingTables : words.ledger.noTable}</p>
      ) : null}
      {table === undefined ? null : (
        <div className="flex flex-col gap-3">
          {names.length > 1 ? (
            <SelectField label={words.ledger.table} className="max-w-60" value={table} onChange={(event) => setChosen(event.target.value)}>
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
  if (ledger.isPending) return <p className="text-ink-2">{words.ledger.reading}</p>;
  if (ledger.error !== null) return <Notice tone="danger" title={problemOf(ledger.error).message} hint={problemOf(ledger.error).hint} />;
  if (ledger.data.selections.length === 0) return <p className="text-ink-2">{words.ledger.nothing(table)}</p>;
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
        <SelectField
          label={words.ledger.selection}
          className="max-w-96"
          value={selection.id}
          onChange={(event) => setChosen(event.target.value)}
        >
          {selections.map(({ id, words }) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </SelectField>
      ) : null}
      <p className="text-xs text-ink-2">
        {words.ledger.summary({ table, selection: selection.words, days: selection.days, zone: dayZone })}
      </p>
      <Calendar key={selection.id} days={selection.days} today={todayIn(dayZone, new Date())} onPick={onPick} />
      <Legend />
      <p role="status" className="min-h-4 text-xs text-ink-2">
        {filled === null ? '' : words.ledger.filled(filled.fromDate, filled.toDate)}
      </p>
    </>
  );
}

function Legend() {
  return (
    <ul aria-label={words.ledger.legend} className="flex flex-wrap gap-x-4 gap-y-1 text-2xs text-ink-2">
      {STATE_ORDER.map((state) => (
        <li key={state} className="flex items-center gap-1.5">
          <span aria-hidden className={`inline-flex size-4 shrink-0 items-center justify-center rounded ${CALENDAR_STATES[state].look}`}>
            {CALENDAR_STATES[state].sign}
          </span>
          {words.ledger.legendOf(state)}
        </li>
      ))}
    </ul>
  );
}
