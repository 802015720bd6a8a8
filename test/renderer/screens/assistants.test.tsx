import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createFakeApp, wireError } from '../fakes/fake-app.ts';
import { type AssistantsStage, emptyAssistants, sampleAssistant } from '../fakes/fake-assistants.ts';
import { sampleStatus } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

const cursor = sampleAssistant({
  id: 'cursor',
  label: 'Cursor',
  state: 'never-seen',
  command: '/opt/node /opt/cli.js',
  afterwards: 'Restart Cursor.',
});
const zed = sampleAssistant({ id: 'zed', label: 'Zed', state: 'not-installed', file: '/home/ana/.config/zed/settings.json' });

const sampleClient = () => ({
  id: 'c-9',
  name: 'cursor-vscode',
  version: '1.0',
  kind: 'assistant' as const,
  era: null,
  since: '2026-11-23T09:00:00.000Z',
  lastCallAt: null,
  calls: 0,
  running: 0,
});

function open(change: Partial<AssistantsStage>, rest: Parameters<typeof createFakeApp>[0] = {}) {
  const app = createFakeApp({ assistants: emptyAssistants(change), ...rest });
  renderWindow(app, '/assistants');
  return app;
}

const card = (name: string) => screen.findByRole('listitem', { name });
const click = (name: string | RegExp, within_: HTMLElement = document.body) =>
  fireEvent.click(within(within_).getByRole('button', { name }));

describe('the cards', () => {
  it('tell state, file and command of each assistant', async () => {
    open({ assistants: [sampleAssistant(), cursor] });
    expect((await card('Claude Desktop')).textContent).toMatch(/Not registered.*claude_desktop_config\.json/);
    expect((await card('Cursor')).textContent).toMatch(/Registered, never seen.*\/opt\/node \/opt\/cli\.js.*Restart Cursor\./);
  });

  it('tell when an assistant was last heard of, and that it is connected', async () => {
    const seen = { lastSeenAt: '2026-01-02T10:00:00.000Z', seenVersion: '2.1' };
    open({ assistants: [sampleAssistant({ state: 'last-seen', ...seen }), { ...cursor, state: 'connected', ...seen }] });
    const badge = within(await card('Claude Desktop')).getByTitle(/version 2\.1/);
    expect(badge.textContent).toMatch(/Last seen Jan 2/);
    expect((await card('Cursor')).textContent).toContain('Connected now');
  });

  it('keep those that are not on this computer out of the way', async () => {
    open({ assistants: [cursor, zed] });
    const list = await screen.findByRole('list', { name: 'Assistants found' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(screen.getByText('Not found on this computer: Zed')).toBeDefined();
    click('Register in Zed');
    expect(await screen.findByRole('dialog', { name: 'Register Mixlake in Zed' })).toBeDefined();
  });

  it('say what is wrong with a file, and offer the check only', async () => {
    open({ assistants: [sampleAssistant({ state: 'unreadable', problem: 'x.json is not valid JSON: line 4, column 3.' })] });
    const found = await card('Claude Desktop');
    expect(found.textContent).toContain('line 4, column 3');
    expect(within(found).queryByRole('button', { name: /Register/ })).toBeNull();
    expect(within(found).getByRole('button', { name: /Check/ })).toBeDefined();
  });

  it('come alive when an assistant connects, and tell when it has gone', async () => {
    const app = open({ assistants: [cursor] });
    await card('Cursor');
    app.stage.assistants.assistants = [{ ...cursor, state: 'connected', lastSeenAt: new Date().toISOString() }];
    app.setClients([sampleClient()]);
    await waitFor(async () => expect((await card('Cursor')).textContent).toContain('Connected now'));
    app.stage.assistants.assistants = [{ ...cursor, state: 'last-seen', lastSeenAt: new Date().toISOString() }];
    app.setClients([]);
    await waitFor(async () => expect((await card('Cursor')).textContent).toContain('Last seen'));
  });

  it('are not needed: a computer without assistants gets a hint', async () => {
    open({ assistants: [zed] });
    expect(await screen.findByText('No assistant was found on this computer')).toBeDefined();
  });

  it('can fail to be read, and be read again', async () => {
    const app = open({ listProblem: wireError({ kind: 'internal', message: 'The folder is gone.' }), assistants: [cursor] });
    expect((await screen.findByRole('alert')).textContent).toContain('The folder is gone.');
    app.stage.assistants.listProblem = null;
    click('Try again');
    expect(await card('Cursor')).toBeDefined();
  });
});

describe('registering', () => {
  it('shows the exact change first, writes nothing before it is agreed to, and then that very change', async () => {
    const app = open({ assistants: [sampleAssistant()] });
    click(/Register/, await card('Claude Desktop'));
    const dialog = await screen.findByRole('dialog', { name: 'Register Mixlake in Claude Desktop' });
    const change = await within(dialog).findByRole('region', { name: 'The change' });
    expect(change.textContent).toMatch(/removed: {5}"time": \{\}.*added: {5}"time": \{\},.*added: {5}"mixlake": \{/);
    expect(dialog.textContent).toContain('/opt/node /opt/mixlake/out/mcp/cli.js');
    expect(app.stage.assistants.done.map(({ call }) => call)).toEqual(['plan register']);
    click('Write this change', dialog);
    await waitFor(async () => expect((await card('Claude Desktop')).textContent).toContain('Registered, never seen'));
    expect(app.stage.assistants.done.at(-1)).toEqual({ call: 'register', id: 'claude-desktop', basis: 'hash-1' });
    expect(screen.getByText('Mixlake is registered in Claude Desktop.')).toBeDefined();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('can name an account, and shows the change that this makes', async () => {
    const account = { name: 'shop', username: 'u', projectId: '1', region: 'us' as const, source: 'mixlake' as const, isDefault: true };
    const app = createFakeApp({
      assistants: emptyAssistants({ assistants: [sampleAssistant()] }),
      status: sampleStatus({ isDemo: false, account }),
    });
    app.stage.accounts.accounts = [account, { ...account, name: 'environment', source: 'environment' }];
    renderWindow(app, '/assistants');
    click(/Register/, await card('Claude Desktop'));
    const choice = await screen.findByRole('combobox', { name: 'Account' });
    expect(within(choice).queryByText(/environment/)).toBeNull();
    fireEvent.change(choice, { target: { value: 'shop' } });
    await waitFor(() => expect(app.stage.assistants.done.at(-1)).toMatchObject({ call: 'plan register', account: 'shop' }));
    await waitFor(() => click('Write this change'));
    await waitFor(() => expect(app.stage.assistants.done.at(-1)).toMatchObject({ call: 'register', account: 'shop' }));
  });

  it('tells what must be known before agreeing, and when there is nothing to do', async () => {
    open({ assistants: [sampleAssistant()], plan: { outcome: 'nothing', diff: [], notes: ['A note.'] } });
    click(/Register/, await card('Claude Desktop'));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('A note.')).toBeDefined();
    expect(dialog.textContent).toContain('Nothing has to be changed');
    expect(within(dialog).queryByRole('button', { name: 'Write this change' })).toBeNull();
  });

  it('stays open with the reason when the file has changed, and plans anew', async () => {
    const message = 'x.json was changed by another program in the meantime. Nothing was written.';
    const app = open({ assistants: [sampleAssistant()], changeProblem: wireError({ kind: 'input', message }) });
    click(/Register/, await card('Claude Desktop'));
    click(
      'Write this change',
      await screen.findByRole('dialog').then(async (dialog) => (await within(dialog).findByRole('region')) && dialog),
    );
    expect((await screen.findByRole('alert')).textContent).toContain(message);
    await waitFor(() => expect(app.stage.assistants.done.filter(({ call }) => call === 'plan register')).toHaveLength(2));
  });

  it('is undone and taken out again from the card', async () => {
    const app = open({ assistants: [{ ...cursor, undoable: '2026-11-23T09:00:00.000Z' }] });
    click(/Undo the last change of Cursor/, await card('Cursor'));
    await waitFor(() => expect(app.stage.assistants.done.at(-1)).toMatchObject({ call: 'undo', id: 'cursor' }));
  });
});

describe('the check', () => {
  const handshake = {
    command: '/opt/node',
    ok: true,
    protocols: ['2026-07-28', '2025-11-25'],
    serverVersion: '0.1.0',
    tools: 30,
    durationMs: 312,
  };

  it('tells protocol, tools and time of a healthy entry', async () => {
    open({ assistants: [cursor], check: { handshake } });
    click(/Check/, await card('Cursor'));
    const dialog = await screen.findByRole('dialog', { name: 'Check of Cursor' });
    await within(dialog).findByText(/Everything is in order/);
    expect(dialog.textContent).toMatch(/312 ms.*2026-07-28 and 2025-11-25.*30 tools/);
    expect(within(dialog).queryByRole('button', { name: /Repair/ })).toBeNull();
  });

  it('tells each finding with what helps, and leads to the repair with its change', async () => {
    const findings = [
      { kind: 'missing-program' as const, message: 'It starts /gone.', hint: 'Repair writes where it is now.', isRepairable: true },
      { kind: 'switched-off' as const, message: 'It is switched off.', hint: 'Switch it on.', isRepairable: false },
    ];
    const app = open({ assistants: [cursor], check: { findings } });
    click(/Check/, await card('Cursor'));
    const list = await screen.findByRole('list', { name: 'Findings' });
    expect(list.textContent).toMatch(/It starts \/gone\.Repair writes.*It is switched off\.Switch it on\./);
    click('Repair…');
    await screen.findByRole('dialog', { name: 'Repair the entry in Cursor' });
    await waitFor(() => click('Write this change'));
    await waitFor(() => expect(app.stage.assistants.done.at(-1)).toMatchObject({ call: 'repair', id: 'cursor' }));
  });
});

describe('the bundle', () => {
  it('is made on a click, and its path is shown', async () => {
    open({ assistants: [cursor] });
    await card('Cursor');
    click('Make a bundle…');
    click('Make it', await screen.findByRole('dialog', { name: 'Make a bundle' }));
    expect(await screen.findByText('/home/ana/.mixlake/exports/mixlake-0.1.0.mcpb')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Copy the path' })).toBeDefined();
  });
});
