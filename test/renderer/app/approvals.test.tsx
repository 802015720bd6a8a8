import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Approval } from '#shared/model/approval.ts';
import { createFakeApp } from '../fakes/fake-app.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

function sampleApproval(change: Partial<Approval> = {}): Approval {
  return {
    id: 'ask_1',
    question: 'Download about 250,000 events into the table "events"?',
    facts: ['2026-05-01 to 2026-05-30, 30 days (Europe/Vienna)'],
    client: 'claude-ai',
    tool: 'safe_large_fetch',
    projectId: '3001',
    askedAt: '2026-11-22T10:00:00.000Z',
    expiresAt: '2026-11-22T10:30:00.000Z',
    ...change,
  };
}

describe('a question of an assistant', () => {
  it('is shown with who asks and what it costs, on whatever screen, and answered', async () => {
    const app = createFakeApp();
    renderWindow(app, '/activity');
    await screen.findByText('Engine ready');
    app.setApprovals([sampleApproval()]);
    const dialog = within(await screen.findByRole('dialog', { name: 'claude-ai asks for your consent' }));
    expect(dialog.getByText(/30 days/)).toBeDefined();
    expect(document.title).toContain('A question waits');
    fireEvent.click(dialog.getByRole('button', { name: 'Approve' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(app.stage.answers).toEqual([{ id: 'ask_1', isApproved: true }]);
    expect(document.title).not.toContain('A question waits');
  });

  it('can be declined, and put off without an answer', async () => {
    const app = createFakeApp({ approvals: [sampleApproval(), sampleApproval({ id: 'ask_2', question: 'And this?' })] });
    renderWindow(app);
    fireEvent.click(await screen.findByRole('button', { name: 'Decline' }));
    await screen.findByText('And this?');
    fireEvent.click(screen.getByRole('button', { name: 'Later' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(app.stage.answers).toEqual([{ id: 'ask_1', isApproved: false }]);
    fireEvent.click(screen.getByRole('button', { name: '1 question waiting' }));
    await screen.findByText('And this?');
  });
});
