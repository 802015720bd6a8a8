// What one column holds, beside the rows. The engine computes it over all rows, never over the page on the screen.
import { useQuery } from '@tanstack/react-query';
import { RefreshCw, X } from 'lucide-react';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { JsonValue } from '#shared/model/json.ts';
import type { ColumnProfile } from '#shared/model/result-view.ts';
import { useApi } from '../../app/api-context.tsx';
import { problemOf } from '../../app/problem.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { focusedElement } from '../../ui/focus.ts';
import { cellText } from '../../ui/grid/cell-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { words } from './later-words.ts';
import { percent } from './percent.ts';

export type ProfiledColumn =
  | { readonly resultId: string; readonly column: number; readonly name: string }
  | { readonly table: string; readonly name: string };

interface ProfilePanelProps {
  of: ProfiledColumn;
  /** Rows that the profile is about, e.g. "of the result". */
  about: string;
  onClose: () => void;
}

export function ProfilePanel({ of, about, onClose }: ProfilePanelProps) {
  const { client } = useApi();
  const ref = useRef<HTMLElement>(null);
  const profile = useQuery({
    queryKey: ['profile', of],
    // Closing the panel or choosing another column aborts the signal, and with it the work of the engine.
    queryFn: ({ signal }) =>
      'table' in of
        ? client.tables.profile({ table: of.table, column: of.name }, { signal })
        : client.query.profile({ resultId: of.resultId, column: of.column }, { signal }),
    staleTime: 'table' in of ? 0 : Number.POSITIVE_INFINITY,
    retry: false,
  });
  useFocusWhileOpen(ref);
  return (
    <aside
      ref={ref}
      tabIndex={-1}
      aria-label={words.profile.title(of.name)}
      aria-busy={profile.isFetching}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
      className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface outline-none"
    >
      <header className="flex h-9 shrink-0 items-center gap-1 border-b border-line pr-1.5 pl-3 text-xs">
        <h3 className="min-w-0 flex-1 truncate font-semibold" title={of.name}>
          {of.name}
        </h3>
        {'table' in of ? (
          <IconButton label={words.profile.again} onClick={() => void profile.refetch()}>
            <RefreshCw aria-hidden size={13} />
          </IconButton>
        ) : null}
        <IconButton label={words.profile.close} onClick={onClose}>
          <X aria-hidden size={14} />
        </IconButton>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what may be long must be scrollable by keyboard. */}
      <div tabIndex={0} className="relative min-h-0 flex-1 overflow-auto p-3 text-xs">
        {profile.isError ? (
          <ProfileProblem error={profile.error} onRetry={() => void profile.refetch()} />
        ) : profile.data === undefined ? (
          <div className="flex items-center justify-between gap-2">
            <p role="status" className="text-ink-2">
              {words.profile.working}
            </p>
            <Button size="small" onClick={onClose}>
              {words.profile.cancel}
            </Button>
          </div>
        ) : (
          <Facts profile={profile.data} about={about} />
        )}
      </div>
    </aside>
  );
}

/** Takes the focus, and gives it back to where the profile was asked for. */
function useFocusWhileOpen(ref: RefObject<HTMLElement | null>): void {
  const before = useRef<HTMLElement | null>(null);
  // A passive effect, as the menu it was chosen in gives the focus back only then.
  useEffect(() => {
    before.current = focusedElement();
    ref.current?.focus({ preventScroll: true });
  }, [ref]);
  // Before the panel is taken away, while it is still known whether it has the focus.
  useLayoutEffect(() => {
    const panel = ref.current;
    return () => {
      if (panel?.contains(document.activeElement) === true) before.current?.focus({ preventScroll: true });
    };
  }, [ref]);
}

function ProfileProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { message, hint } = problemOf(error);
  return <Notice tone="danger" title={message} hint={hint} actions={<Button onClick={onRetry}>{words.profile.retry}</Button>} />;
}

function Facts({ profile, about }: { profile: ColumnProfile; about: string }) {
  const { type, rowCount, nullCount, min, max, mean, median, histogram, top } = profile;
  const said = words.profile.facts;
  const facts: [string, string | null][] = [
    [said.type, type],
    [said.rows, words.profile.rows(rowCount, about)],
    [said.nulls, words.profile.share(nullCount, percent(nullCount, rowCount))],
    [said.distinct, words.profile.distinct(profile)],
    [said.least, cellText(min)],
    [said.greatest, cellText(max)],
    [said.mean, mean === null ? null : cellText(Number(mean.toPrecision(12)))],
    [said.median, cellText(median)],
  ];
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name} className="contents">
              <dt className="text-ink-2">{name}</dt>
              <dd className="text-right font-mono break-words select-text">{value}</dd>
            </div>
          ),
        )}
      </dl>
      {histogram.length === 0 ? null : <Histogram bins={histogram} />}
      {top.length === 0 ? null : <TopValues top={top} rowCount={rowCount} />}
      <p className="mt-4 text-2xs text-ink-3">{words.profile.computed(profile.elapsedMs, /^(DATE|TIMESTAMP)/.test(type))}</p>
    </>
  );
}

function Histogram({ bins }: { bins: ColumnProfile['histogram'] }) {
  const most = Math.max(...bins.map(({ count }) => count), 1);
  return (
    <figure className="mt-4">
      <figcaption className="mb-1 font-medium">{words.profile.spread}</figcaption>
      <ul aria-label={words.profile.spreadLabel} className="flex h-20 items-end gap-px">
        {bins.map((bin, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: bins have no other name, and never change their places.
            key={index}
            title={words.profile.bin(edge(bin.from), edge(bin.to), bin.count)}
            className="flex h-full min-w-0 flex-1 items-end hover:bg-hover"
          >
            <span className="sr-only">{words.profile.bin(edge(bin.from), edge(bin.to), bin.count)}</span>
            <span
              aria-hidden
              className="w-full rounded-t-sm bg-accent"
              style={{ height: bin.count === 0 ? 0 : `max(2px, ${(bin.count / most) * 100}%)` }}
            />
          </li>
        ))}
      </ul>
      <p aria-hidden className="mt-1 flex justify-between gap-2 font-mono text-2xs text-ink-2">
        <span className="truncate">{edge(bins[0]?.from)}</span>
        <span className="truncate">{edge(bins.at(-1)?.to)}</span>
      </p>
    </figure>
  );
}

function edge(value: JsonValue | undefined): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : (cellText(value ?? null) ?? '');
}

function TopValues({ top, rowCount }: { top: ColumnProfile['top']; rowCount: number }) {
  return (
    <section className="mt-4">
      <h4 className="mb-1 font-medium">{words.profile.top}</h4>
      <ol className="flex flex-col gap-1">
        {top.map(({ value, count }, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: two long values may be cut to the same text.
            key={index}
            title={words.profile.topTitle(cellText(value) ?? words.profile.null, count)}
            className="relative flex gap-2 rounded-sm px-1.5 py-0.5"
          >
            <span aria-hidden className="absolute inset-y-0 left-0 rounded-sm bg-accent-soft" style={{ width: percent(count, rowCount) }} />
            <span className="relative min-w-0 flex-1 truncate font-mono">{cellText(value) ?? words.profile.null}</span>
            <span className="relative shrink-0 text-ink-2">{words.profile.topCount(count, percent(count, rowCount))}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
