import { Search, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { localZone } from '../../ui/instants.ts';
import { OUTCOME_ORDER } from './outcomes.ts';
import { fieldText, isoOf, PERIODS, type Period, periodOf } from './period.ts';
import { type ActivityFilter, isFiltered, NO_FILTER } from './use-activity.ts';
import { words } from './words.ts';

interface ActivityFiltersProps {
  filter: ActivityFilter;
  clients: readonly string[];
  tools: readonly string[];
  onChange: (filter: ActivityFilter) => void;
}

const FIELD = 'h-7 rounded-md border border-line-strong bg-surface px-2 text-xs text-ink';

export function ActivityFilters({ filter, clients, tools, onChange }: ActivityFiltersProps) {
  return (
    <section aria-label={words.filters.title} className="flex flex-wrap items-center gap-2">
      <label className="relative">
        <span className="sr-only">{words.filters.search}</span>
        <Search aria-hidden size={13} className="pointer-events-none absolute top-[7px] left-2 text-ink-3" />
        <input
          type="search"
          value={filter.text}
          placeholder={words.filters.searchExample}
          onChange={(event) => onChange({ ...filter, text: event.target.value })}
          className={`${FIELD} w-40 pl-7 placeholder:text-ink-3`}
        />
      </label>
      <Choice label={words.filters.client} value={filter.client} options={clients} onChange={(client) => onChange({ ...filter, client })} />
      <Choice label={words.filters.tool} value={filter.tool} options={tools} onChange={(tool) => onChange({ ...filter, tool })} />
      <Choice
        label={words.filters.outcome}
        value={filter.outcome}
        options={OUTCOME_ORDER}
        title={(outcome) => words.outcomes[outcome]}
        onChange={(outcome) => onChange({ ...filter, outcome })}
      />
      <Choice
        label={words.filters.time}
        value={filter.period?.id ?? null}
        options={PERIODS}
        title={(period) => words.filters.periods[period]}
        onChange={(period) => onChange({ ...filter, period: period === null ? null : periodOf(period, new Date()) })}
      />
      {filter.period?.id === 'between' ? <Between period={filter.period} onChange={(period) => onChange({ ...filter, period })} /> : null}
      {isFiltered(filter) ? (
        <Button look="quiet" onClick={() => onChange(NO_FILTER)}>
          <X aria-hidden size={13} />
          {words.filters.clear}
        </Button>
      ) : null}
    </section>
  );
}

function Between({ period, onChange }: { period: Period; onChange: (period: Period) => void }) {
  const moment = (label: string, key: 'since' | 'until') => (
    <label>
      <span className="sr-only">{label}</span>
      <input
        type="datetime-local"
        title={label}
        value={fieldText(period[key])}
        onChange={(event) => onChange({ ...period, [key]: isoOf(event.target.value) })}
        className={FIELD}
      />
    </label>
  );
  return (
    <span className="flex items-center gap-1 text-2xs text-ink-2">
      {words.filters.between(moment(words.filters.from(localZone()), 'since'), moment(words.filters.until(localZone()), 'until'))}
    </span>
  );
}

interface ChoiceProps<Option extends string> {
  label: string;
  value: Option | null;
  options: readonly Option[];
  title?: (option: Option) => string;
  onChange: (value: Option | null) => void;
}

function Choice<Option extends string>({ label, value, options, title = (option) => option, onChange }: ChoiceProps<Option>) {
  return (
    <label>
      <span className="sr-only">{label}</span>
      <select
        value={value ?? ''}
        onChange={(event) => onChange(options.find((option) => option === event.target.value) ?? null)}
        className={`${FIELD} w-32`}
      >
        <option value="">{words.filters.all(label)}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {title(option)}
          </option>
        ))}
      </select>
    </label>
  );
}
