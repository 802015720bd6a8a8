// A chart of a result: a first guess, what can be changed about it, and the same numbers as a table.
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import type { JsonValue } from '#shared/model/json.ts';
import type { ArrangedResult } from '#shared/model/result-view.ts';
import { problemOf } from '../../app/problem.ts';
import type { ShownResult } from '../../app/query-run.ts';
import { Button } from '../../ui/button.tsx';
import { type ChartData, type ChartSettings, chartData, xText } from '../../ui/chart/chart-data.ts';
import { chartOption } from '../../ui/chart/chart-option.ts';
import { useChartColours } from '../../ui/chart/chart-theme.ts';
import type { ChartHandle } from '../../ui/chart/chart-view.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { chartColumns, guessChart } from './chart-guess.ts';
import { chartLabel } from './chart-label.ts';
import { ChartSettingsBar } from './chart-settings.tsx';
import { words } from './later-words.ts';
import { ResultProblem } from './result-problem.tsx';
import { scrollableRows } from './result-rows.ts';
import { useChartRows } from './use-chart-rows.ts';

const ChartView = lazy(async () => ({ default: (await import('../../ui/chart/chart-view.tsx')).ChartView }));

interface ChartPaneProps {
  result: ShownResult;
  view: ArrangedResult | null;
  name: string;
}

export function ChartPane({ result, view, name }: ChartPaneProps) {
  const total = view?.rowCount ?? scrollableRows(result);
  const { rows, error } = useChartRows(result, view?.viewId, total);
  if (error !== null) {
    const { message, hint } = problemOf(error);
    return <ResultProblem result={result} message={message} hint={hint} />;
  }
  if (rows === undefined) return <Waiting />;
  return <Chart result={result} rows={rows} total={total} name={name} />;
}

function Waiting() {
  return (
    <p role="status" className="m-auto p-6 text-ink-2">
      {words.chart.drawing}
    </p>
  );
}

interface ChartProps {
  result: ShownResult;
  rows: readonly (readonly JsonValue[])[];
  total: number;
  name: string;
}

function Chart({ result, rows, total, name }: ChartProps) {
  const { opened, status } = result;
  const [changed, setChanged] = useState<ChartSettings | null>(null);
  const guess = useMemo(() => guessChart(opened.columns, rows), [opened.columns, rows]);
  const columns = useMemo(() => chartColumns(opened.columns), [opened.columns]);
  const settings = changed ?? guess;
  if (settings === null || rows.length === 0) {
    return <p className="m-auto max-w-md p-6 text-center text-ink-2">{rows.length === 0 ? words.chart.noRows : words.chart.noNumbers}</p>;
  }
  const drawn = { rows: rows.length, total, isCapped: status.isCapped };
  return <DrawnChart {...{ settings, columns, rows, drawn, name }} onChange={setChanged} />;
}

interface DrawnChartProps {
  settings: ChartSettings;
  columns: ReturnType<typeof chartColumns>;
  rows: ChartProps['rows'];
  drawn: { rows: number; total: number; isCapped: boolean };
  name: string;
  onChange: (settings: ChartSettings) => void;
}

function DrawnChart({ settings, columns, rows, drawn, name, onChange }: DrawnChartProps) {
  const colours = useChartColours();
  const handle = useRef<ChartHandle>(null);
  const data = useMemo(() => chartData(rows, columns, settings), [rows, columns, settings]);
  const xName = settings.x === null ? words.chart.row : (columns[settings.x]?.name ?? '');
  const yName = columns[settings.y]?.name ?? '';
  const option = useMemo(() => chartOption({ kind: settings.kind, data, colours, xName, yName }), [settings, data, colours, xName, yName]);
  const file =
    name
      .replace(/[^\p{L}\p{N}_-]+/gu, ' ')
      .trim()
      .slice(0, 60) || words.chart.file;
  const save = (ending: 'png' | 'svg') => {
    const content = handle.current?.[ending]();
    if (content !== undefined) saveFile(`${file}.${ending}`, content);
  };
  const isSummed = settings.aggregation === 'sum' && data.series.reduce((sum, each) => sum + each.points.length, 0) < rows.length;
  const notes = words.chart.notes(data, { ...drawn, isSummed });
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-sunken px-3 py-1 text-xs">
        <ChartSettingsBar settings={settings} columns={columns} onChange={onChange} />
        <span className="flex-1" />
        <Button look="quiet" size="small" onClick={() => save('png')}>
          {words.chart.savePng}
        </Button>
        <Button look="quiet" size="small" onClick={() => save('svg')}>
          {words.chart.saveSvg}
        </Button>
      </div>
      {notes.length === 0 ? null : (
        <p role="status" className="shrink-0 px-3 pt-1 text-2xs text-ink-2">
          {notes.join(' ')}
        </p>
      )}
      <div className="flex min-h-40 flex-1 flex-col p-2">
        <Suspense fallback={<Waiting />}>
          <ChartView option={option} label={chartLabel(settings, data, { x: xName, y: yName })} handle={handle} />
        </Suspense>
      </div>
      <Numbers data={data} xName={xName} yName={yName} />
    </div>
  );
}

const MOST_TABLE_ROWS = 200;

function Numbers({ data, xName, yName }: { data: ChartData; xName: string; yName: string }) {
  const points = data.series.flatMap(({ name, points: each }) => each.map(([x, y]) => ({ name, x, y })));
  const isOne = data.series.length <= 1;
  return (
    <details className="max-h-1/2 shrink-0 overflow-auto border-t border-line text-xs">
      <summary className="px-3 py-1 text-ink-2">{words.chart.numbers(points.length)}</summary>
      <table className="mx-3 mb-2 text-left">
        <thead>
          <tr>
            {isOne ? null : <th className="pr-4 font-medium">{words.chart.series}</th>}
            <th className="pr-4 font-medium">{xName}</th>
            <th className="text-right font-medium">{yName}</th>
          </tr>
        </thead>
        <tbody>
          {points.slice(0, MOST_TABLE_ROWS).map(({ name, x, y }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: points have no other name.
            <tr key={index}>
              {isOne ? null : <td className="pr-4">{name}</td>}
              <td className="pr-4">{xText(x, data)}</td>
              <td className="text-right font-mono">{y ?? words.chart.null}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {points.length > MOST_TABLE_ROWS ? <p className="px-3 pb-2 text-ink-2">{words.chart.firstPoints(MOST_TABLE_ROWS)}</p> : null}
    </details>
  );
}
