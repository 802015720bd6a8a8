import type { AccountCheck, AccountSummary, FoundProjects, ImportableAccount, KeepIn, Region, SecretPlace } from '#shared/model/account.ts';
import { inLanguage } from '../../ui/language.ts';
import { counted } from '../../ui/quantities.ts';

const regions: Record<Region, string> = { us: 'United States', eu: 'European Union', in: 'India' };

const sources: Record<AccountSummary['source'], string> = {
  mixlake: 'Kept by Mixlake',
  'mp-config': 'From ~/.mp/config.toml',
  environment: 'From the environment',
  demo: 'Built-in demo',
  memory: 'This run only',
};

const places: Record<SecretPlace, string> = {
  keychain: 'Secret in the keychain',
  file: 'Secret in a file',
  memory: 'Secret in memory',
  environment: 'Secret in the environment',
  'mp-config': 'Secret readable in ~/.mp/config.toml',
  missing: 'Secret missing',
  unknown: 'Keychain does not answer',
};

const keepIn: Record<KeepIn, { title: string; meaning: string }> = {
  keychain: {
    title: 'Try the keychain again',
    meaning: 'Unlock it first, or start a keychain service such as gnome-keyring or KWallet.',
  },
  memory: { title: 'For this run only', meaning: 'Forgotten when Mixlake ends. Assistants cannot use the account.' },
  file: {
    title: 'In a file that only your user can read',
    meaning: 'Any program you start can read it too, and backups copy it. Assistants can use the account.',
  },
};

/** "mixlake.12ab34 · project 3001 · European Union · Kept by Mixlake" */
function facts({ username, projectId, region, workspaceId, baseUrl, source }: AccountSummary): string {
  const parts = [username, `project ${projectId}`, regions[region]];
  if (workspaceId !== undefined) parts.push(`data view ${workspaceId}`);
  if (baseUrl !== undefined) parts.push(`by way of ${baseUrl}`);
  return [...parts, sources[source]].join(' · ');
}

export const words = inLanguage({
  title: 'Accounts',
  add: 'Add account',
  takeOver: (count: number) => `Take over ${count}…`,
  tryAgain: 'Try again',
  noKeychain: 'The keychain of this computer cannot be used right now.',
  none: {
    title: 'No account yet',
    text: 'Mixlake works with a Mixpanel service account: its name, its secret and the number of a project. In Mixpanel, an admin makes one under Organization Settings, Service Accounts.',
  },
  regions,
  places,
  card: {
    inUse: 'In use',
    default: 'Default',
    use: 'Use',
    test: 'Test',
    testing: 'Testing…',
    makeDefault: 'Make default',
    edit: 'Edit',
    remove: 'Remove',
    facts,
  },
  check: (check: AccountCheck): { title: string; hint: string | undefined } =>
    check.isOk
      ? { title: `Mixpanel accepts this account: ${counted(check.eventsFound ?? 0, 'event')} seen in the last 31 days.`, hint: undefined }
      : { title: check.problem ?? 'Mixpanel does not accept this account.', hint: check.whatToDo ?? undefined },
  form: {
    add: 'Add an account',
    edit: (name: string) => `Edit “${name}”`,
    saveAnyway: 'Save anyway',
    cancel: 'Cancel',
    asking: 'Asking Mixpanel…',
    save: 'Test and save',
    saved: (name: string) => `The account “${name}” is saved.`,
    username: 'Service account name',
    usernameHint: 'As Mixpanel shows it, e.g. mixlake.12ab34.mp-service-account',
    secret: 'Secret',
    newSecretHint: 'Goes into the keychain of this computer and never comes back.',
    oldSecretHint: 'Leave empty to keep the one that is stored.',
    noSecret: 'Enter the secret of the service account.',
    name: 'Name in Mixlake',
    nameHint: 'Your own word for it; assistants see it too.',
    region: 'Region',
    regionHint: 'Where Mixpanel keeps the project’s data.',
    findRegion: 'Find out',
    project: 'Project id',
    find: 'Find',
    finding: 'Looking…',
    projectHint: 'A whole number, under Project Settings, Overview.',
    notTold: 'Mixpanel does not tell this service account its projects. Enter the number.',
    found: ({ projects, region }: FoundProjects) =>
      projects.length === 0
        ? 'This service account has no project yet.'
        : `${projects.length === 1 ? 'One project' : `${projects.length} projects`} found, region ${region}.`,
    proxy: 'By way of a proxy',
    proxyAddress: 'Address that stands for Mixpanel’s hosts',
    proxyExample: 'https://mixpanel-proxy.example.com',
    view: 'Data view (optional)',
    viewId: 'Data view id (optional)',
    viewHint: 'Restricts every query to one data view of the project.',
    wholeProject: 'The whole project',
    /** Named things to choose from, e.g. projects. */
    named: ({ id, name }: { id: string; name: string | null }) => (name === null ? id : `${name} (${id})`),
  },
  keep: {
    title: 'Where to keep the secret',
    choices: keepIn,
    nothingKept: 'Or set MP_USERNAME, MP_SECRET and MP_PROJECT_ID in the environment and start Mixlake again: then nothing is kept.',
  },
  remove: {
    title: (name: string) => `Remove the account “${name}”?`,
    text: (projectId: string) =>
      `Mixlake forgets it and takes its secret out of the keychain. The tables of project ${projectId} stay on this computer. Assistants that were set up with this account will say that it is missing.`,
    keep: 'Keep it',
    confirm: 'Remove',
  },
  import: {
    title: 'Take over accounts',
    text: 'Mixlake copies these accounts and keeps their secrets in the keychain of this computer.',
    facts: ({ username, projectId, region, from }: ImportableAccount) =>
      `${username} · project ${projectId} · ${region} · ${from === 'environment' ? 'environment' : '~/.mp/config.toml'}`,
    removeSecrets: 'Then take the secrets out of ~/.mp/config.toml, where every program can read them.',
    removeSecretsNote: 'mp_mcp stops working with these accounts.',
    nothing: 'Nothing was taken over.',
    done: (names: readonly string[]) => `Taken over: ${names.join(', ')}.`,
    notNow: 'Not now',
    takeOver: 'Take over',
    takingOver: 'Taking over…',
  },
});
