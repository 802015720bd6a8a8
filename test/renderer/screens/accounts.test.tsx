import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { readDraft } from '../../../src-renderer/screens/accounts/use-account-form.ts';
import { emptyAccounts, sampleAccount, sampleCheck } from '../fakes/fake-accounts.ts';
import { createFakeApp } from '../fakes/fake-app.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

type Stage = Partial<ReturnType<typeof emptyAccounts>>;

function openAccounts(stage: Stage = {}, route = '/accounts') {
  const app = createFakeApp({ accounts: { ...emptyAccounts(), ...stage } });
  renderWindow(app, route);
  return app;
}

function fill(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

async function fillForm(): Promise<void> {
  await screen.findByRole('dialog', { name: 'Add an account' });
  fill('Service account name', 'shop.sa');
  fill('Secret', 'canary');
  fill('Name in Mixlake', 'shop');
  fill('Project id', '3001');
}

describe('the accounts', () => {
  it('are listed with what they work with and where their secret stands', async () => {
    openAccounts({
      accounts: [sampleAccount(), sampleAccount({ name: 'old', source: 'mp-config', isDefault: false })],
      places: { shop: 'keychain', old: 'mp-config' },
    });
    const shop = within(await screen.findByRole('listitem', { name: 'shop' }));
    expect(shop.getByText('Default')).toBeDefined();
    await shop.findByText('Secret in the keychain');
    const old = within(screen.getByRole('listitem', { name: 'old' }));
    expect(old.getByText(/readable in/)).toBeDefined();
    expect(old.queryByRole('button', { name: 'Remove' })).toBeNull();
  });

  it('tell in words why one does not work', async () => {
    openAccounts({
      accounts: [sampleAccount()],
      check: () => sampleCheck({ isOk: false, eventsFound: null, problem: 'The region is wrong.', whatToDo: 'Set it to eu.' }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Test' }));
    await screen.findByText('The region is wrong.');
    expect(screen.getByText('Set it to eu.')).toBeDefined();
  });

  it('are removed only after a question that says what stays', async () => {
    const app = openAccounts({ accounts: [sampleAccount()] });
    fireEvent.click(await screen.findByRole('button', { name: 'Remove' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/stay on this computer/)).toBeDefined();
    fireEvent.click(dialog.getByRole('button', { name: 'Keep it' }));
    expect(app.stage.accounts.accounts).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(screen.queryByRole('listitem', { name: 'shop' })).toBeNull());
  });

  it('can be taken over from mp_mcp', async () => {
    const app = openAccounts({
      importable: [{ name: 'old', username: 'old.sa', projectId: '9', region: 'in', from: 'mp-config', hasSecret: true }],
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Take over 1…' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Take over' }));
    await screen.findByRole('listitem', { name: 'old' });
    expect(app.stage.accounts.saved.map(({ name }) => name)).toEqual(['old']);
  });
});

describe('the account form', () => {
  it('saves what Mixpanel accepts', async () => {
    const app = openAccounts({}, '/accounts/add');
    await fillForm();
    fireEvent.click(screen.getByRole('button', { name: 'Test and save' }));
    await screen.findByRole('listitem', { name: 'shop' });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(app.stage.accounts.saved).toEqual([{ name: 'shop', username: 'shop.sa', secret: 'canary', projectId: '3001', region: 'us' }]);
  });

  it('finds the region by itself', async () => {
    const app = openAccounts(
      {
        check: ({ region }) =>
          sampleCheck(region === 'in' ? { region } : { isOk: false, region, problem: 'wrong region', rightRegion: 'in' }),
      },
      '/accounts/add',
    );
    await fillForm();
    fireEvent.click(screen.getByRole('button', { name: 'Test and save' }));
    await screen.findByRole('listitem', { name: 'shop' });
    expect(app.stage.accounts.saved[0]?.region).toBe('in');
  });

  it('keeps what Mixpanel refuses unsaved until the person insists', async () => {
    const app = openAccounts(
      { check: () => sampleCheck({ isOk: false, eventsFound: null, problem: 'The secret is wrong.', whatToDo: 'Make a new one.' }) },
      '/accounts/add',
    );
    await fillForm();
    fireEvent.click(screen.getByRole('button', { name: 'Test and save' }));
    await screen.findByText('The secret is wrong.');
    expect(app.stage.accounts.saved).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Save anyway' }));
    await screen.findByRole('listitem', { name: 'shop' });
  });

  it('offers the data views of the project once it was tested', async () => {
    const app = openAccounts({ check: () => sampleCheck({ dataViews: [{ id: '7', name: 'EU shops' }] }) }, '/accounts/add');
    await fillForm();
    fireEvent.click(screen.getByRole('button', { name: 'Test' }));
    fireEvent.change(await screen.findByLabelText('Data view (optional)'), { target: { value: '7' } });
    fireEvent.click(screen.getByRole('button', { name: 'Test and save' }));
    await waitFor(() => expect(app.stage.accounts.saved[0]?.workspaceId).toBe('7'));
  });

  it('says at each field what is missing, and calls nobody', async () => {
    const app = openAccounts({}, '/accounts/add');
    await screen.findByRole('dialog', { name: 'Add an account' });
    fireEvent.click(screen.getByRole('button', { name: 'Test and save' }));
    await screen.findByText(/Enter the secret/);
    expect(screen.getByLabelText('Project id').getAttribute('aria-invalid')).toBe('true');
    expect(app.stage.accounts.saved).toEqual([]);
  });

  it('takes the name of the service account where no other is given', () => {
    const read = readDraft(
      { name: '', username: 'shop.sa', secret: 'x', projectId: '1', region: 'auto', workspaceId: '', baseUrl: '' },
      true,
    );
    expect(read).toMatchObject({ draft: { name: 'shop.sa', region: 'us' } });
  });
});
