// The plan of a statement for people: what is done last stands on top, what it needs below it, the costly steps stand out.
import type { PlanNode } from '#shared/model/plan.ts';
import type { ShownPlan } from '../../app/query-run.ts';
import { classNames } from '../../ui/class-names.ts';
import { words } from './words.ts';

/** A step that takes this part of all the time is worth looking at. */
const COSTLY_SHARE = 0.3;

export function ExplainTree({ shown: { plan, statement } }: { shown: ShownPlan }) {
  const total = totalMs(plan.root);
  return (
    <section aria-label={words.plan.region} className="flex min-h-0 flex-1 flex-col bg-surface">
      <header className="flex h-9 shrink-0 items-center gap-2.5 border-b border-line px-3 text-xs">
        <h2 className="min-w-0 flex-1 truncate text-ink-2" title={statement.sql.trim()}>
          {words.plan.title(
            (text) => (
              <span className="font-semibold text-ink">{text}</span>
            ),
            <span className="font-mono text-2xs">{statement.sql.trim()}</span>,
          )}
        </h2>
        <span role="status" className="shrink-0 text-ink-2">
          {plan.isAnalyzed ? words.plan.run(plan, total) : words.plan.notRun}
        </span>
      </header>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long plan must be scrollable by keyboard.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto p-3 focus-visible:-outline-offset-2"
      >
        <ul aria-label={words.plan.steps}>
          <Step node={plan.root} total={total} />
        </ul>
      </div>
    </section>
  );
}

function Step({ node, total }: { node: PlanNode; total: number }) {
  const share = node.ms === null || total === 0 ? 0 : node.ms / total;
  return (
    <li className="border-l border-line pb-1 pl-3">
      <div className={classNames('inline-block max-w-full rounded-md px-2 py-1', share >= COSTLY_SHARE ? 'bg-warn-soft' : 'bg-sunken')}>
        <p className="flex flex-wrap items-baseline gap-x-3 text-xs">
          <span className="font-semibold">{node.name}</span>
          <span>{words.plan.rows(node)}</span>
          {node.ms === null ? null : (
            <span className={share >= COSTLY_SHARE ? 'text-warn' : 'text-ink-2'}>{words.plan.time(node.ms, share)}</span>
          )}
        </p>
        <dl className="text-2xs text-ink-2">
          {node.details.map(({ name, value }) => (
            <div key={name} className="flex gap-1.5">
              <dt className="shrink-0 text-ink-3">{name}</dt>
              <dd className="min-w-0 font-mono break-words">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      {node.children.length === 0 ? null : (
        <ul className="mt-1 ml-3">
          {node.children.map((child, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a plan keep their places.
            <Step key={index} node={child} total={total} />
          ))}
        </ul>
      )}
    </li>
  );
}

function totalMs({ ms, children }: PlanNode): number {
  return (ms ?? 0) + children.reduce((sum, child) => sum + totalMs(child), 0);
}
