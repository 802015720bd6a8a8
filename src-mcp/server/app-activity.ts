// What the engine serves to the screen of activity: the log, a call once more, a file of the log, and whether it was tampered with.
import { changeStream } from '#core/change-stream.ts';
import { inputError } from '#shared/errors.ts';
import type { ActivityEntry, LogCheck, Replay } from '#shared/model/activity-entry.ts';
import type { ActivityLog } from '../activity/activity-log.ts';
import { plural } from '../format/text.ts';
import type { Jobs } from '../jobs/job-runner.ts';
import { exportActivity } from './activity-export.ts';
import type { Implementer } from './app-implementer.ts';
import { recorded } from './app-recorded.ts';
import { cancelCall } from './cancel-call.ts';
import { type RunToolDeps, runTool } from './run-tool.ts';
import type { Session } from './sessions.ts';

/** How the log marks what it does not keep: blanked secrets, long texts. */
const NOT_KEPT = /\[secret\]|… \(\d+ characters\)/;
/** Longer lists and objects are cut in the log, so one of this length may have been longer. */
const LONGEST_KEPT = 100;

export interface AppActivityDeps {
  session: Session;
  jobs: Jobs;
  activity: ActivityLog;
  tools: RunToolDeps;
  now: () => number;
}

export function activityCalls(os: Implementer, deps: AppActivityDeps) {
  return {
    cancel: os.activity.cancel.handler(({ input }) =>
      recorded(deps, { tool: 'activity.cancel', arguments: input, tell: () => ({ summary: 'The call was stopped.' }) }, async () =>
        cancelCall(deps, input.id),
      ),
    ),
    list: os.activity.list.handler(({ input }) => deps.activity.list(input)),
    replay: os.activity.replay.handler(({ input, signal }) => replay(deps, input, signal)),
    export: os.activity.export.handler(({ input }) =>
      recorded(deps, { tool: 'activity.export', arguments: input, tell: tellExport }, async () => {
        const { format, ...filter } = input;
        const { exportsDir } = await deps.session.workspace();
        return exportActivity(deps.activity, { filter, format, folder: exportsDir, now: deps.now });
      }),
    ),
    clear: os.activity.clear.handler(() =>
      recorded(deps, { tool: 'activity.clear', arguments: {}, tell: tellClear }, async () => deps.activity.clear()),
    ),
    verify: os.activity.verify.handler(() =>
      recorded(deps, { tool: 'activity.verify', arguments: {}, tell: tellCheck }, async (): Promise<LogCheck> => {
        const { firstBad, ...counts } = deps.activity.verify();
        return { ...counts, firstBad: firstBad ?? null };
      }),
    ),
    changes: os.activity.changes.handler(({ signal }) => changeStream({ subscribe: deps.activity.onChange, signal })),
  };
}

/** The call passes the same seam as an assistant's, in the name of the person, and so stands in the log as one of theirs. */
async function replay(
  deps: AppActivityDeps,
  { id, isConfirmed }: { id: string; isConfirmed: boolean },
  signal: AbortSignal | undefined,
): Promise<Replay> {
  const entry = deps.activity.find(id);
  if (entry === undefined) throw inputError('This entry is not in the log any more.');
  const tool = deps.tools.catalogue.find((each) => each.name === entry.tool);
  if (tool === undefined) {
    throw inputError(`${entry.tool} is not a tool that can be called again here.`, 'What was done in the window is done there again.');
  }
  await refuseOtherProject(deps, entry);
  if (!isKeptWhole(entry.arguments)) {
    throw inputError(
      'The log did not keep all arguments of this call: secrets are blanked, long texts and lists are cut.',
      'Ask the assistant to make the call again.',
    );
  }
  if (!tool.hints.readOnlyHint && !isConfirmed) {
    return { question: `${tool.name} changes something. Call it again with the same arguments?`, isOk: false, text: '' };
  }
  const result = await runTool(deps.tools, {
    tool,
    arguments: entry.arguments,
    caller: deps.session,
    signal: signal ?? new AbortController().signal,
    progress: () => undefined,
  });
  if (result.ok === 'needs-input')
    return { question: null, isOk: false, text: 'The tool asks for something that only its client can answer.' };
  return { question: null, isOk: result.ok, text: result.text };
}

async function refuseOtherProject({ session }: AppActivityDeps, { projectId }: ActivityEntry): Promise<void> {
  const here = (await session.workspace()).projectId;
  if (projectId === null || projectId === here) return;
  throw inputError(`This call was made in project ${projectId}, and the window shows project ${here}.`, 'Change the account first.');
}

function isKeptWhole(value: unknown): boolean {
  if (typeof value === 'string') return !NOT_KEPT.test(value);
  if (typeof value !== 'object' || value === null) return true;
  const parts = Object.entries(value);
  return parts.length < LONGEST_KEPT && parts.every(([name, part]) => isKeptWhole(name) && isKeptWhole(part));
}

function tellExport({ entries }: { entries: number }) {
  return { summary: `${plural(entries, 'entry', 'entries')} of the log written to a file.`, rows: entries };
}

function tellClear({ days }: { days: number }) {
  return { summary: `The log was deleted: ${plural(days, 'day')}.` };
}

function tellCheck({ lines, firstBad }: LogCheck) {
  if (firstBad === null) return { summary: `The log is whole: ${plural(lines, 'line')}.` };
  return { summary: `The log is not whole: line ${firstBad.line} of ${firstBad.file} ${firstBad.reason}.` };
}
