// The tray as data: what Mixlake is doing, and the way back to its window.
import type { MenuItemConstructorOptions } from 'electron';
import type { AppStatus, EngineState } from '#shared/model/app-status.ts';

export interface TrayFacts {
  readonly status: AppStatus;
  readonly runningJobs: number;
  readonly connectedAssistants: number;
  readonly waitingQuestions: number;
}

const ENGINE: Record<EngineState, string> = {
  starting: 'Engine starting',
  ready: 'Engine ready',
  restarting: 'Engine restarting',
  failed: 'Engine failed',
  stopped: 'Engine stopped',
};

export function trayTooltip({ status, runningJobs }: TrayFacts): string {
  return `Mixlake: ${ENGINE[status.engine.state].toLowerCase()}${runningJobs === 0 ? '' : `, ${counted(runningJobs, 'job')} running`}`;
}

export function trayTemplate(facts: TrayFacts, actions: { show: () => void; quit: () => void }): MenuItemConstructorOptions[] {
  const { status, runningJobs, connectedAssistants, waitingQuestions } = facts;
  return [
    { label: 'Show Mixlake', click: actions.show },
    { type: 'separator' },
    { label: ENGINE[status.engine.state], enabled: false },
    ...(status.account === null ? [] : [{ label: `Project ${status.account.projectId} (${status.account.name})`, enabled: false }]),
    { label: `${counted(runningJobs, 'job')} running`, enabled: false },
    { label: `${counted(connectedAssistants, 'assistant')} connected`, enabled: false },
    ...(waitingQuestions === 0 ? [] : [{ label: `${counted(waitingQuestions, 'question')} waiting…`, click: actions.show }]),
    { type: 'separator' },
    { label: 'Quit Mixlake', click: actions.quit },
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
