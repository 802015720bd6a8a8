import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createFakeApp } from '../fakes/fake-app.ts';
import { sampleStatus } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();
const noAccount = sampleStatus({ account: null, isDemo: false });

describe('the first screen', () => {
  it('greets a machine without an account and shows no error', async () => {
    renderWindow(createFakeApp({ status: noAccount }));
    expect(await screen.findByRole('heading', { name: 'Welcome to Mixlake' })).toBeDefined();
    expect(screen.getByRole('button', { name: 'Try the demo project' })).toBeDefined();
    for (const name of ['MP_USERNAME', 'MP_SECRET', 'MP_PROJECT_ID', 'MP_REGION', '~/.mp/config.toml']) {
      expect(screen.getByText(name)).toBeDefined();
    }
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('asks nothing of an engine that does not run yet', async () => {
    const app = createFakeApp({ status: { ...noAccount, engine: { state: 'stopped', reason: null, pid: null } } });
    renderWindow(app);
    await screen.findByRole('heading', { name: 'Welcome to Mixlake' });
    expect(await screen.findByText('No project open')).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(app.log.engineCalls).toEqual([]);
  });

  it('starts the demo project and goes on to its progress', async () => {
    renderWindow(createFakeApp({ status: noAccount }));
    fireEvent.click(await screen.findByRole('button', { name: 'Try the demo project' }));
    const bar = await screen.findByRole('progressbar', { name: /Fetch events/ });
    expect(bar.getAttribute('aria-valuenow')).toBe('12');
    expect(bar.getAttribute('aria-valuemax')).toBe('30');
    expect(screen.queryByRole('heading', { name: 'Welcome to Mixlake' })).toBeNull();
    expect(screen.getByText('Demo project')).toBeDefined();
  });

  it('says in words why a configured account cannot be used', async () => {
    renderWindow(createFakeApp({ status: { ...noAccount, accountProblem: 'The default account “work” has no table.' } }));
    expect(await screen.findByText('The default account “work” has no table.')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Try the demo project' })).toBeDefined();
  });

  it('offers the demo also when an account is there that cannot be used, and says why once', async () => {
    const problem = 'The keychain holds no secret for the account “work”.';
    const app = createFakeApp({ status: sampleStatus({ isDemo: false, accountProblem: problem }) });
    renderWindow(app);
    expect(await screen.findAllByText(problem)).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: 'Try the demo project' }));
    expect(await screen.findByRole('progressbar', { name: /Fetch events/ })).toBeDefined();
    expect(screen.queryByText(problem)).toBeNull();
  });
});
