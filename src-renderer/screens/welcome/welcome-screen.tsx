import { KeyRound, LoaderCircle, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { AppStatus } from '#shared/model/app-status.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useStartDemo } from './use-welcome.ts';
import { words } from './words.tsx';

/** The first screen: no account yet, and nothing is wrong with that; or one that cannot be used. */
export function WelcomeScreen({ status }: { status: AppStatus }) {
  const demo = useStartDemo();
  const [, navigate] = useLocation();
  return (
    <div className="flex min-h-0 flex-1 items-start justify-center overflow-auto bg-surface p-6">
      <div className="my-auto w-full max-w-[640px]">
        <h1 className="text-xl font-semibold tracking-tight">{words.title}</h1>
        <p className="mt-2 text-base text-ink-2">{words.about}</p>
        {/* With an account the notice above every screen says it (engine-notice.tsx). */}
        {status.accountProblem === null || status.account !== null ? null : (
          <Notice tone="warn" className="mt-4" title={words.problem} hint={status.accountProblem} />
        )}
        <Card title={words.demo.title}>
          <p className="text-ink-2">{words.demo.about}</p>
          <Button look="primary" size="large" className="mt-3" disabled={demo.isPending} onClick={() => demo.mutate(undefined)}>
            {demo.isPending ? <LoaderCircle aria-hidden size={16} className="animate-spin" /> : <Play aria-hidden size={16} />}
            {demo.isPending ? words.demo.starting : words.demo.start}
          </Button>
          {demo.error === null ? null : <DemoProblem error={demo.error} />}
        </Card>
        <Card title={words.own.title}>
          <p className="text-ink-2">{words.own.about}</p>
          <Button size="large" className="mt-3" onClick={() => navigate('/accounts/add')}>
            <KeyRound aria-hidden size={16} />
            {words.own.add}
          </Button>
          <p className="mt-4 text-ink-2">{words.own.environment}</p>
          <dl className="mt-2 grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1">
            {Object.entries(words.own.variables).map(([name, meaning]) => (
              <div key={name} className="contents">
                <dt>
                  <code className="rounded bg-hover px-1.5 py-0.5 font-mono text-xs select-text">{name}</code>
                </dt>
                <dd className="text-ink-2">{meaning}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-3 text-ink-2">
            {words.own.found(
              <code className="rounded bg-hover px-1.5 py-0.5 font-mono text-xs text-ink select-text">{words.own.accountsFile}</code>,
            )}
          </p>
        </Card>
      </div>
    </div>
  );
}

function Card(props: { title: string; children: ReactNode }) {
  return (
    <section className="mt-5 rounded-lg border border-line bg-sunken p-4">
      <h2 className="mb-1 text-sm font-semibold">{props.title}</h2>
      {props.children}
    </section>
  );
}

function DemoProblem({ error }: { error: unknown }) {
  const { message, hint } = problemOf(error);
  return <Notice tone="danger" className="mt-3" title={message} hint={hint} />;
}
