// The parts of the desk that need no desktop: links from outside, the place of the window, notices, the tray.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWindowCommands } from '#main/services/window-commands.ts';
import { commandOfArguments, commandOfLink } from '#main/window/deep-link.ts';
import { createNotices } from '#main/window/notices.ts';
import { trayTemplate, trayTooltip } from '#main/window/tray.ts';
import { fitToScreens, readWindowState, writeWindowState } from '#main/window/window-state.ts';
import type { WindowCommand } from '#shared/model/window-command.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';
import { sampleJob, sampleStatus } from '#test/renderer/fakes/samples.ts';

describe('a link from outside', () => {
  it('leads to a screen', () => {
    expect(commandOfLink('mixlake://activity')).toEqual({ kind: 'go', path: '/activity' });
    expect(commandOfLink('mixlake://accounts/add')).toEqual({ kind: 'go', path: '/accounts/add' });
    expect(commandOfArguments(['/opt/mixlake', '--flag', 'mixlake://explorer/'])).toEqual({ kind: 'go', path: '/explorer' });
  });

  it.each([
    'mixlake://explorer?sql=DROP',
    'mixlake://explorer#x',
    'mixlake://user@explorer',
    'mixlake://nowhere',
    'mixlake://explorer/../accounts',
    'mixlake:explorer',
    'https://explorer',
    'not a link',
    '',
  ])('leads nowhere else: %s', (address) => {
    expect(commandOfLink(address)).toBeUndefined();
  });
});

describe('the place of the window', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1040 }];
  const state = { x: 100, y: 50, width: 1200, height: 800, isMaximized: false };

  it('comes back as it was kept', async () => {
    const file = join(tempDir(), 'bounds.json');
    await writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
    expect(fitToScreens(state, screens)).toEqual({ x: 100, y: 50, width: 1200, height: 800 });
  });

  it('is forgotten when no screen shows it, its size is not', () => {
    for (const [x, y] of [
      [1910, 50],
      [-1150, 50],
      [100, 1030],
      [100, -40],
    ] as const) {
      expect(fitToScreens({ ...state, x, y }, screens)).toEqual({ width: 1200, height: 800 });
    }
  });

  it('counts for nothing when the file is damaged', () => {
    const file = join(tempDir(), 'bounds.json');
    for (const text of ['', '{', '{"x":1}', '{"x":1e99,"y":0,"width":1200,"height":800,"isMaximized":false}']) {
      writeFileSync(file, text);
      expect(readWindowState(file)).toBeUndefined();
    }
  });
});

describe('a notice', () => {
  it('tells of a job that ended while somebody watched, once', () => {
    const noticesIn = createNotices();
    const ended = sampleJob({ jobId: 'j', status: 'completed', title: 'Fetch events', message: 'All there.' });
    expect(noticesIn({ kind: 'job', job: ended })).toEqual([]); // it had ended before
    expect(noticesIn({ kind: 'job', job: { ...ended, status: 'running' } })).toEqual([]);
    expect(noticesIn({ kind: 'job', job: ended })).toMatchObject([{ title: 'Done: Fetch events', body: 'All there.' }]);
    expect(noticesIn({ kind: 'job', job: ended })).toEqual([]);
  });

  it('tells of a question once', () => {
    const noticesIn = createNotices();
    const approval = { id: 'a', question: 'Download?', facts: [], client: 'claude', tool: 't', projectId: '1', askedAt: '', expiresAt: '' };
    expect(noticesIn({ kind: 'approvals', approvals: [approval] })).toMatchObject([
      { title: 'claude asks for your consent', body: 'Download?' },
    ]);
    expect(noticesIn({ kind: 'approvals', approvals: [approval] })).toEqual([]);
  });
});

describe('the tray', () => {
  it('says what Mixlake is doing, and leads to a waiting question', () => {
    const facts = { status: sampleStatus(), runningJobs: 1, connectedAssistants: 2, waitingQuestions: 1 };
    const labels = trayTemplate(facts, { show: () => undefined, quit: () => undefined }).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['Engine ready', '1 job running', '2 assistants connected', '1 question waiting…']));
    expect(trayTooltip(facts)).toBe('Mixlake: engine ready, 1 job running');
  });
});

describe('a command to the window', () => {
  const go: WindowCommand = { kind: 'go', path: '/activity' };

  it('waits for a window that is just being opened, but not for ever, and is told once', () => {
    let now = 0;
    const commands = createWindowCommands(() => now);
    const heard: WindowCommand[] = [];
    commands.send(go);
    now = 1_000;
    const leave = commands.listen((command) => heard.push(command));
    expect(heard).toEqual([go]);
    leave();
    commands.listen((command) => heard.push(command))();
    expect(heard).toEqual([go]);
    commands.send(go);
    now = 20_000;
    commands.listen((command) => heard.push(command));
    expect(heard).toEqual([go]);
    commands.send(go);
    expect(heard).toEqual([go, go]);
  });
});
