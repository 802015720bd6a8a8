import type { ReactNode } from 'react';
import type { Assistant, AssistantAction, AssistantHandshake, AssistantPlan, AssistantState, DiffLine } from '#shared/model/assistant.ts';
import { formatClock, formatMoment } from '../../ui/instants.ts';
import { inLanguage } from '../../ui/language.ts';
import { counted, formatCount, formatDuration } from '../../ui/quantities.ts';

const states: Record<Exclude<AssistantState, 'last-seen'>, string> = {
  'not-installed': 'Not found',
  unreadable: 'File cannot be read',
  'not-registered': 'Not registered',
  wiped: 'Entry has gone',
  'never-seen': 'Registered, never seen',
  connected: 'Connected now',
};

function state({ state: is, lastSeenAt }: Assistant, now: Date): string {
  if (is !== 'last-seen') return states[is];
  return lastSeenAt === null ? 'Last seen' : `Last seen ${formatClock(lastSeenAt, now)}`;
}

const actions: Record<AssistantAction, { title: (label: string) => string; done: (label: string) => string }> = {
  register: { title: (label) => `Register Mixlake in ${label}`, done: (label) => `Mixlake is registered in ${label}.` },
  unregister: { title: (label) => `Take Mixlake out of ${label}`, done: (label) => `${label} no longer knows Mixlake.` },
  repair: { title: (label) => `Repair the entry in ${label}`, done: (label) => `The entry in ${label} is repaired.` },
};

const outcomes: Record<AssistantPlan['outcome'], (file: ReactNode) => ReactNode> = {
  nothing: (file) => <>Nothing has to be changed in {file}</>,
  create: (file) => <>This file will be made: {file}</>,
  change: (file) => <>This file will be changed: {file}. Everything else in it stays as it is, and the old state is kept.</>,
};

const lines: Record<DiffLine['kind'], string> = { same: '', added: 'added: ', removed: 'removed: ', gap: '' };

/** What a button says, and what only assistive technology needs besides: which assistant it is about. */
interface ButtonWords {
  shown: string;
  spoken: string;
}

export const words = inLanguage({
  title: 'Assistants',
  times: (zone: string) => `times in ${zone}`,
  makeBundle: 'Make a bundle…',
  about:
    'Registered assistants work on the same data as this window. Mixlake adds one entry to an assistant’s settings and shows you the change first; your Mixpanel secret is never part of it.',
  looking: 'Looking for assistants…',
  tryAgain: 'Try again',
  none: {
    title: 'No assistant was found on this computer',
    text: 'Install one, for example Claude Desktop, start it once, then come back here.',
  },
  found: 'Assistants found',
  notFound: 'Assistants not found',
  notFoundNames: (names: readonly string[]) => `Not found on this computer: ${names.join(', ')}`,
  card: {
    state,
    seen: (at: string, version: string | null) => `${formatMoment(at)}${version === null ? '' : `, version ${version}`}`,
    outdated: 'Another Mixlake',
    neverSeen: (afterwards: string) => `${afterwards} Its first call shows here.`,
    wiped: (label: string) =>
      `Mixlake was registered here, and the entry has gone since. If it goes again, quit ${label} before you put it back.`,
    undoes: (at: string) => `Puts the file back as it was before ${formatMoment(at)}`,
    undo: (label: string): ButtonWords => ({ shown: 'Undo', spoken: ` the last change of ${label}` }),
    unregister: (label: string): ButtonWords => ({ shown: 'Unregister', spoken: ` ${label}` }),
    check: (label: string): ButtonWords => ({ shown: 'Check', spoken: ` ${label}` }),
    takeThis: (label: string): ButtonWords => ({ shown: 'Use this one', spoken: ` in ${label}` }),
    register: (label: string): ButtonWords => ({ shown: 'Register', spoken: ` in ${label}` }),
    putBack: (label: string): ButtonWords => ({ shown: 'Put back', spoken: ` in ${label}` }),
  },
  account: {
    label: 'Account',
    default: 'The default account, also when that changes',
    always: (name: string) => `Always “${name}”`,
  },
  change: {
    actions,
    reading: (label: string) => `Reading the settings of ${label}…`,
    close: 'Close',
    cancel: 'Cancel',
    write: 'Write this change',
    writing: 'Writing…',
    outcome: (outcome: AssistantPlan['outcome'], file: ReactNode): ReactNode => outcomes[outcome](file),
    command: (command: ReactNode): ReactNode => <>Command that will be started: {command}</>,
    diff: 'The change',
    lines,
  },
  check: {
    title: (label: string) => `Check of ${label}`,
    reading: (label: string) => `Reading the settings and starting the command as ${label} would…`,
    close: 'Close',
    again: 'Check again',
    repair: 'Repair…',
    fine: (label: string) => `Everything is in order. If ${label} shows no tools, restart it.`,
    findings: 'Findings',
    facts: { command: 'Command', answer: 'Answer', protocol: 'Protocol', tools: 'Tools listed', version: 'Version' },
    answer: ({ ok, durationMs }: AssistantHandshake) =>
      ok ? `after ${formatDuration(durationMs)}, with a desktop’s bare environment` : 'none that can be used',
    protocols: (names: readonly string[]) => names.join(' and '),
    tools: (count: number) => counted(count, 'tool'),
  },
  bundle: {
    title: 'Make a bundle',
    about:
      'A bundle (.mcpb) is one file that Claude Desktop and others install by a double click. It connects them to the Mixlake on this computer, holds no secret, and works here only.',
    close: 'Close',
    make: 'Make it',
    again: 'Make it again',
    made: (bytes: number) => `${formatCount(bytes)} bytes. Open this file, or drag it into the settings of the client.`,
    copy: 'Copy the path',
    copied: 'The path is in the clipboard.',
    notCopied: 'The path could not be copied.',
    notCopiedHint: 'Select it and copy it by hand.',
  },
});
