import { Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { AppStatus } from '#shared/model/app-status.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { Approvals } from './approvals.tsx';
import { Commands } from './commands.tsx';
import { EngineNotice } from './engine-notice.tsx';
import { WelcomeScreen } from './later-parts.ts';
import { Rail } from './rail.tsx';
import { routes } from './routes.ts';
import { StatusBar } from './status-bar.tsx';
import { Tour } from './tour.tsx';
import { useJobMessages, useJobs } from './use-jobs.ts';
import { useStatus } from './use-status.ts';
import { words } from './words.ts';

const HOME = '/explorer';

export function Shell() {
  const [location] = useLocation();
  const status = useStatus();
  const jobs = useJobs();
  useJobMessages(jobs);
  useTitle(location);
  return (
    <div className="flex h-full flex-col">
      <button
        type="button"
        onClick={() => document.getElementById('content')?.focus()}
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent focus:translate-y-0"
      >
        {words.shell.skip}
      </button>
      <div className="flex min-h-0 flex-1">
        <Rail location={location} />
        <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          {status === undefined ? null : <EngineNotice status={status} />}
          <ErrorBoundary resetKey={location}>
            <Suspense>
              {status !== undefined && needsAccount(status) && location.startsWith(HOME) ? <WelcomeScreen status={status} /> : <Screens />}
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <StatusBar status={status} jobs={jobs} />
      <Tour />
      <Commands />
      <Approvals />
    </div>
  );
}

/** None is there yet, or the one that is cannot be used: the first screen says so and offers the demo. */
function needsAccount({ account, accountProblem }: AppStatus): boolean {
  return account === null || accountProblem !== null;
}

function Screens() {
  return (
    <Switch>
      {routes.map(({ path, Screen }) => (
        <Route key={path} path={`${path}/*?`}>
          <Suspense>
            <Screen />
          </Suspense>
        </Route>
      ))}
      <Route>
        <Redirect to={HOME} replace />
      </Route>
    </Switch>
  );
}

function useTitle(location: string): void {
  const title = routes.find((route) => location.startsWith(route.path))?.title;
  useEffect(() => {
    document.title = words.shell.title(title);
  }, [title]);
}
