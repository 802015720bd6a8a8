import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { clientEnv, ROOT, requireBuild, type TempHome, tempHome } from './built.ts';
import { type Host, launchBrowser, openPage, seriousViolations, startHost } from './window.ts';

const KEYRING = join(ROOT, 'test/fakes/keychain/with-keyring.sh');
let browser: Browser;
let simulator: SimulatorProcess;

beforeAll(async () => {
  requireBuild();
  [browser, simulator] = await Promise.all([launchBrowser(), startSimulatorProcess({ events: 2_000 })]);
});
afterAll(async () => {
  await browser?.close();
  await simulator?.stop();
});

/** Everything under the folder that holds this text. */
function filesWith(dir: string, text: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const file = join(dir, name);
    return statSync(file).isFile() && readFileSync(file).includes(text);
  });
}

async function fillForm(page: Page, { secret }: { secret: string }): Promise<void> {
  await page.getByLabel('Service account name').fill(simulator.credentials.username);
  await page.getByLabel('Secret').fill(secret);
  await page.getByLabel('Name in Mixlake').fill('shop');
}

function envOf(home: TempHome): Record<string, string> {
  return { ...clientEnv(home), MIXLAKE_MIXPANEL_URL: simulator.origin };
}

describe('an account that is entered in the window', () => {
  let home: TempHome;
  let host: Host;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    home = tempHome();
    host = await startHost({ env: envOf(home), wrapper: KEYRING });
    ({ page, complaints } = await openPage(browser));
    await page.goto(host.address);
    await page.getByRole('button', { name: 'Add your account' }).click();
  });
  afterAll(async () => {
    await host?.stop();
    await home?.remove();
  });

  it('is not saved while Mixpanel refuses it', async () => {
    await fillForm(page, { secret: 'wrong-canary-5512' });
    await page.getByLabel('Project id').fill(String(simulator.credentials.projectId));
    await page.getByRole('button', { name: 'Test and save' }).click();
    await page.getByRole('button', { name: 'Save anyway' }).waitFor();
    expect(existsSync(join(home.dir, 'accounts.toml'))).toBe(false);
  });

  it('finds its project, works at once, and its secret is in the keychain only', async () => {
    await fillForm(page, { secret: simulator.credentials.secret });
    await page.getByLabel('Project id').fill('');
    await page.getByRole('button', { name: 'Find' }).click();
    await expect.poll(() => page.getByLabel('Project id').inputValue()).toBe(String(simulator.credentials.projectId));
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Test and save' }).click();
    const card = page.getByRole('listitem', { name: 'shop' });
    await card.getByText('Secret in the keychain').waitFor();
    await card.getByText('In use').waitFor();
    await page.getByText(`Project ${simulator.credentials.projectId}`).first().waitFor();
    expect(readFileSync(join(home.dir, 'accounts.toml'), 'utf8')).toContain('[accounts.shop]');
    expect(filesWith(home.dir, simulator.credentials.secret)).toEqual([]);
    expect(filesWith(home.dir, 'wrong-canary')).toEqual([]);
  });

  it('can be tested and edited, with a data view chosen from the list', async () => {
    const card = page.getByRole('listitem', { name: 'shop' });
    await card.getByRole('button', { name: 'Test' }).click();
    await card.getByText(/Mixpanel accepts this account/).waitFor();
    await card.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Secret').inputValue()).toBe('');
    await dialog.getByRole('button', { name: 'Test', exact: true }).click();
    const view = dialog.getByLabel('Data view (optional)');
    await view.selectOption({ index: 1 });
    await dialog.getByRole('button', { name: 'Test and save' }).click();
    await card.getByText(/data view \d+/).waitFor();
  });

  it('has no serious accessibility violation in either theme', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
    }
  });

  it('is forgotten with its secret when it is removed', async () => {
    const card = page.getByRole('listitem', { name: 'shop' });
    await card.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'No account yet' }).waitFor();
    expect(readFileSync(join(home.dir, 'accounts.toml'), 'utf8')).not.toContain('shop');
    // A refusal is an answer with status 400, which Chromium notes.
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  });
});

describe('a machine without a keychain', () => {
  it('says so, and keeps the secret only where the person chooses', async () => {
    const home = tempHome();
    const host = await startHost({ env: { ...envOf(home), DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' } });
    const { page } = await openPage(browser, { dark: true });
    await page.goto(host.address);
    await page.getByRole('button', { name: 'Add your account' }).click();
    await fillForm(page, { secret: simulator.credentials.secret });
    await page.getByLabel('Project id').fill(String(simulator.credentials.projectId));
    await page.getByRole('button', { name: 'Test and save' }).click();
    await page.getByRole('group', { name: 'Where to keep the secret' }).waitFor();
    expect(filesWith(home.dir, simulator.credentials.secret)).toEqual([]);
    await page.getByRole('radio', { name: /only your user can read/ }).check();
    await page.getByRole('button', { name: 'Test and save' }).click();
    await page.getByRole('listitem', { name: 'shop' }).getByText('Secret in a file').waitFor();
    expect(filesWith(home.dir, simulator.credentials.secret)).toEqual(['secrets.toml']);
    expect(statSync(join(home.dir, 'secrets.toml')).mode & 0o777).toBe(0o600);
    await host.stop();
    await home.remove();
  });
});
