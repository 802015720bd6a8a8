// What the frame of the window says, from the first screen on. What comes later stands in later-words.ts.
import type { EngineState, WorkspaceInfo } from '#shared/model/app-status.ts';
import type { JobProgress, JobSnapshot } from '#shared/model/job.ts';
import { inLanguage } from '../ui/language.ts';
import { counted, formatCompact, formatSeconds } from '../ui/quantities.ts';
import type { Theme } from './theme.ts';

const engine: Record<EngineState, string> = {
  starting: 'Engine starting',
  ready: 'Engine ready',
  restarting: 'Engine restarting',
  failed: 'Engine failed',
  stopped: 'Engine stopped',
};

const themes: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

export const words = inLanguage({
  shell: {
    skip: 'Skip to content',
    title: (screen: string | undefined) => (screen === undefined ? 'Mixlake' : `${screen} – Mixlake`),
  },
  screens: {
    explorer: 'Explorer',
    fetch: 'Fetch',
    activity: 'Activity',
    assistants: 'Assistants',
    accounts: 'Accounts',
    settings: 'Settings',
  },
  rail: {
    screens: 'Screens',
    themes,
    theme: (name: string) => `Theme: ${name}`,
    changeTheme: (name: string) => `Theme: ${name}. Change`,
  },
  statusBar: {
    engine,
    reconnecting: 'Reconnecting…',
    connecting: 'Connecting…',
    noProject: 'No project open',
    version: (version: string) => `Mixlake ${version}`,
    log: 'Log',
    demo: 'Demo project',
    assistants: (count: number) => counted(count, 'assistant'),
    zone: (zone: string, isKnown: boolean) => (isKnown ? zone : `${zone} (zone not confirmed)`),
    project: (id: string, zone: string) => `Project ${id} · ${zone}`,
    projectFacts: (id: string, region: string, zone: string) => `Project ${id}, ${region.toUpperCase()} region, days counted in ${zone}`,
    quota: ({ query, export: exports }: WorkspaceInfo['quota']) =>
      `${query.used} of ${query.limit} queries this hour · ${exports.used} of ${exports.limit} exports`,
    quotaFacts: (nextAt: string | null) =>
      `What Mixpanel allows this project in any 60 minutes.${nextAt === null ? '' : ` The next call can go at ${nextAt}.`}`,
    more: (count: number) => ` · ${count} more`,
    jobFacts: ({ title, message }: JobSnapshot) => `${title}. ${message}`,
    /** Where a click on a running job leads. */
    jobLink: (screen: string) => `Show in ${screen}`,
  },
  job: {
    cancel: 'Cancel',
    /** "12 of 30 days" */
    count: ({ done, total, unit }: JobProgress) => (total === null ? `${done} ${unit}` : `${done} of ${total} ${unit}`),
    daysAreUtc: 'days as the export counts them (UTC); one more than the project’s days when the zones differ',
    /** "98,123 rows · 12.4K rows/s · about 12 s left" */
    detail: ({ rows, rowsPerSecond, etaSeconds }: JobProgress) => {
      const parts = [counted(rows, 'row')];
      if (rowsPerSecond !== null) parts.push(`${formatCompact(Math.round(rowsPerSecond))} rows/s`);
      if (etaSeconds !== null) parts.push(`about ${formatSeconds(etaSeconds)} left`);
      return parts.join(' · ');
    },
    spoken: (count: string, detail: string) => `${count}, ${detail}`,
    exported: 'The export is ready',
    ready: (table: string) => `${table} is ready`,
    loaded: (rows: number) => `${counted(rows, 'row')} loaded.`,
    cancelled: 'Cancelled',
  },
  file: {
    show: 'Show in folder',
    copy: 'Copy the path',
    copied: 'Copied',
    notCopied: 'Not allowed here',
  },
  approvals: {
    waiting: (count: number) => `${counted(count, 'question')} waiting`,
    windowTitle: (title: string) => `A question waits – ${title}`,
  },
  engineNotice: {
    failed: 'The engine could not be started.',
    stopped: 'The engine has stopped.',
    untouched: 'Your data is untouched.',
    startAgain: 'Start it again',
    restarting: 'The engine is starting again.',
    account: (name: string) => `The account “${name}” cannot be used.`,
  },
  connectProblem: {
    noKey: 'This page has no key',
    noAnswer: 'Mixlake does not answer',
    keyHint:
      'This page’s key has been used or Mixlake was restarted. Open the newest address that Mixlake printed in its terminal, or start Mixlake again.',
    answerHint: 'Mixlake was closed or has not started yet. Start it, then open the address that it prints.',
  },
  api: {
    noKey: 'This page’s key has been used or Mixlake was restarted.',
    noAnswer: 'Mixlake does not answer.',
    noAnswerHint: 'If it was closed, start it again; this page comes back by itself.',
  },
  run: { cancelled: 'You cancelled this statement.' },
  draft: {
    title: (number: number) => `Query ${number}`,
    isFirstTitle: (title: string) => /^Query \d+$/.test(title),
    notKept: 'Your tabs are not kept just now. It is tried again; leave this window open until this line goes away.',
  },
});
