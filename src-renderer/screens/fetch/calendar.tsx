import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { LedgerDay } from '#shared/model/fetch.ts';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { keyTarget, runAround } from './calendar-run.ts';
import { CALENDAR_STATES } from './calendar-states.ts';
import { addMonths, type DayRange, monthOf, monthTitle, weeksOf } from './days.ts';
import { words } from './words.ts';

const MONTHS_SHOWN = 3;

interface CalendarProps {
  days: readonly LedgerDay[];
  /** In the zone of these days; later ones cannot be chosen. */
  today: string;
  onPick: (range: DayRange) => void;
}

/** Three months of fetched days. One day has the focus; arrows move it, over the edge into other months too. */
export function Calendar({ days, today, onPick }: CalendarProps) {
  const byDay = useMemo(() => new Map(days.map((each) => [each.day, each])), [days]);
  const [focused, setFocused] = useState(days.at(-1)?.day ?? today);
  const [lastMonth, setLastMonth] = useState(monthOf(focused));
  const [isMoved, setIsMoved] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const months = Array.from({ length: MONTHS_SHOWN }, (_, index) => addMonths(lastMonth, index + 1 - MONTHS_SHOWN));
  useEffect(() => {
    if (isMoved) box.current?.querySelector<HTMLElement>(`[data-day="${focused}"]`)?.focus();
  }, [focused, isMoved]);

  const show = (day: string) => {
    const month = monthOf(day);
    if (month > lastMonth) setLastMonth(month);
    else if (month < addMonths(lastMonth, 1 - MONTHS_SHOWN)) setLastMonth(addMonths(month, MONTHS_SHOWN - 1));
  };
  const turn = (by: number) => {
    const next = addMonths(lastMonth, by);
    setLastMonth(next);
    setIsMoved(false);
    // The day that Tab leads to must be one that is shown.
    const day = `${next}-01`;
    setFocused(day > today ? today : day);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = keyTarget(event.key, focused);
    if (target === undefined || target > today) return;
    event.preventDefault();
    show(target);
    setIsMoved(true);
    setFocused(target);
  };
  return (
    <div className="flex items-start gap-2">
      <IconButton label={words.calendar.earlier} onClick={() => turn(-1)}>
        <ChevronLeft aria-hidden size={16} />
      </IconButton>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the days inside are buttons; the keys move between them. */}
      <div ref={box} onKeyDown={onKeyDown} className="flex min-w-0 flex-1 flex-wrap justify-center gap-x-6 gap-y-4">
        {months.map((month) => (
          <Month
            key={month}
            month={month}
            byDay={byDay}
            today={today}
            focused={focused}
            onChoose={(day) => {
              setFocused(day);
              onPick(runAround(day, byDay));
            }}
          />
        ))}
      </div>
      <IconButton
        label={words.calendar.later}
        disabled={lastMonth >= monthOf(today)}
        className="disabled:opacity-40"
        onClick={() => turn(1)}
      >
        <ChevronRight aria-hidden size={16} />
      </IconButton>
    </div>
  );
}

interface MonthProps {
  month: string;
  byDay: ReadonlyMap<string, LedgerDay>;
  today: string;
  focused: string;
  onChoose: (day: string) => void;
}

function Month({ month, byDay, today, focused, onChoose }: MonthProps) {
  return (
    <table className="border-separate border-spacing-0.5 text-2xs">
      <caption className="mb-1 text-left text-xs font-medium">{monthTitle(month)}</caption>
      <thead>
        <tr>
          {words.calendar.weekdays.map((name) => (
            <th key={name} scope="col" abbr={name} className="w-8 font-normal text-ink-2">
              {name.slice(0, 2)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week) => (
          <tr key={week.find((day) => day !== null)}>
            {week.map((day, index) => (
              <td key={words.calendar.weekdays[index]} className="p-0">
                {day === null ? null : (
                  <DayButton day={day} known={byDay.get(day)} isFuture={day > today} isFocused={day === focused} onChoose={onChoose} />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DayButtonProps {
  day: string;
  known: LedgerDay | undefined;
  isFuture: boolean;
  isFocused: boolean;
  onChoose: (day: string) => void;
}

function DayButton({ day, known, isFuture, isFocused, onChoose }: DayButtonProps) {
  const { sign, look } = CALENDAR_STATES[known?.state ?? 'none'];
  const number = Number(day.slice(8));
  if (isFuture) return <span className="flex h-8 w-8 justify-center text-ink-3">{number}</span>;
  const said = words.calendar.day(day, known);
  return (
    <button
      type="button"
      data-day={day}
      tabIndex={isFocused ? 0 : -1}
      title={said}
      onClick={() => onChoose(day)}
      className={classNames(
        'flex h-8 w-8 flex-col items-center justify-center rounded leading-3 hover:ring-1 hover:ring-line-strong',
        look,
      )}
    >
      {/* Not a label of its own: what one sees would have to be part of it. */}
      <span className="sr-only">{said}</span>
      <span aria-hidden>{number}</span>
      <span aria-hidden className="text-[9px] leading-[9px]">
        {sign}
      </span>
    </button>
  );
}
