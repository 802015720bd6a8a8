import { useId } from 'react';
import { CHART_KINDS, type ChartColumn, type ChartSettings } from '../../ui/chart/chart-data.ts';
import { words } from './later-words.ts';

interface ChartSettingsBarProps {
  settings: ChartSettings;
  columns: readonly ChartColumn[];
  onChange: (settings: ChartSettings) => void;
}

const NONE = '';

export function ChartSettingsBar({ settings, columns, onChange }: ChartSettingsBarProps) {
  const change = (part: Partial<ChartSettings>) => onChange({ ...settings, ...part });
  const all = columns.map(({ name }, index) => ({ value: String(index), title: name }));
  const numbers = all.filter((_, index) => columns[index]?.role === 'number');
  const place = (value: string) => (value === NONE ? null : Number(value));
  return (
    <>
      <Choice
        label={words.chart.type}
        value={settings.kind}
        options={CHART_KINDS.map((kind) => ({ value: kind, title: words.chart.kinds[kind] }))}
        onChange={(value) => change({ kind: CHART_KINDS.find((kind) => kind === value) ?? 'bar' })}
      />
      <Choice
        label={words.chart.x}
        value={String(settings.x ?? NONE)}
        options={[{ value: NONE, title: words.chart.rowNumber }, ...all]}
        onChange={(value) => change({ x: place(value) })}
      />
      <Choice label={words.chart.y} value={String(settings.y)} options={numbers} onChange={(value) => change({ y: Number(value) })} />
      {settings.kind === 'funnel' ? null : (
        <Choice
          label={words.chart.series}
          value={String(settings.series ?? NONE)}
          options={[{ value: NONE, title: words.chart.none }, ...all]}
          onChange={(value) => change({ series: place(value) })}
        />
      )}
      <Choice
        label={words.chart.sameX}
        value={settings.aggregation}
        options={[
          { value: 'none', title: words.chart.asItIs },
          { value: 'sum', title: words.chart.addedUp },
        ]}
        onChange={(value) => change({ aggregation: value === 'sum' ? 'sum' : 'none' })}
      />
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly { value: string; title: string }[];
  onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <span className="flex items-center gap-1.5">
      <label htmlFor={id} className="text-ink-2">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-6 max-w-40 rounded-md border border-line-strong bg-surface px-1.5 text-xs text-ink"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </span>
  );
}
