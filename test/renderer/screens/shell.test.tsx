import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { PageKeyError } from '../../../src-renderer/app/api.ts';
import { ConnectProblem } from '../../../src-renderer/app/connect-problem.tsx';
import { ErrorBoundary } from '../../../src-renderer/ui/error-boundary.tsx';
import { createFakeApp } from '../fakes/fake-app.ts';
import { sampleTable } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

describe('the shell', () => {
  it('opens on the Explorer and names the screen in link and title', async () => {
    renderWindow(createFakeApp({ tables: [sampleTable()] }));
    const link = await screen.findByRole('link', { name: 'Explorer' });
    await waitFor(() => expect(link.getAttribute('aria-current')).toBe('page'));
    expect(link.getAttribute('href')).toBe('#/explorer');
    expect(document.title).toBe('Explorer – Mixlake');
  });

  it('goes to Activity by its link', async () => {
    renderWindow(createFakeApp({ tables: [sampleTable()] }));
    fireEvent.click(await screen.findByRole('link', { name: 'Activity' }));
    expect(await screen.findByRole('heading', { name: 'Activity' })).toBeDefined();
    expect(location.hash).toBe('#/activity');
    expect(document.title).toBe('Activity – Mixlake');
  });

  it('takes an unknown address for the Explorer', async () => {
    renderWindow(createFakeApp({ tables: [sampleTable()] }), '/nowhere');
    await waitFor(() => expect(location.hash).toBe('#/explorer'));
  });

  it('lets the keyboard skip the rail', async () => {
    renderWindow(createFakeApp({ tables: [sampleTable()] }));
    fireEvent.click(await screen.findByRole('button', { name: 'Skip to content' }));
    expect(document.activeElement).toBe(screen.getByRole('main'));
  });

  it('keeps the chosen theme, and forgets it for the system’s', async () => {
    renderWindow(createFakeApp({ tables: [sampleTable()] }));
    fireEvent.click(await screen.findByRole('button', { name: 'Theme: System. Change' }));
    fireEvent.click(screen.getByRole('button', { name: 'Theme: Light. Change' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(localStorage.getItem('mixlake.theme')).toBe('dark');
    fireEvent.click(screen.getByRole('button', { name: 'Theme: Dark. Change' }));
    expect(document.documentElement.dataset.theme).toBeUndefined();
    expect(localStorage.getItem('mixlake.theme')).toBeNull();
  });
});

describe('a page that cannot work', () => {
  it('says which address to open when its key is refused', () => {
    render(<ConnectProblem error={new PageKeyError()} />);
    expect(screen.getByText(/Open the newest address that Mixlake printed in its terminal, or start Mixlake again\./)).toBeDefined();
  });

  it('says that Mixlake must be started when nobody answers', () => {
    render(<ConnectProblem error={new TypeError('Failed to fetch')} />);
    expect(screen.getByRole('heading', { name: 'Mixlake does not answer' })).toBeDefined();
  });

  it('shows the rest of the window again when one asks for it', () => {
    let isBroken = true;
    function Part() {
      if (isBroken) throw new Error('broken part');
      return <p>whole again</p>;
    }
    render(
      <ErrorBoundary>
        <Part />
      </ErrorBoundary>,
    );
    expect(screen.getByRole('alert').textContent).toContain('stopped working');
    isBroken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Show it again' }));
    expect(screen.getByText('whole again')).toBeDefined();
  });
});
