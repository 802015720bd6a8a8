import { LIMIT_BOUNDS, type Limits } from '#shared/model/settings.ts';
import { inLanguage } from '../../ui/language.ts';
import { counted, formatCount } from '../../ui/quantities.ts';

const { askFromEvents, memoryMb } = LIMIT_BOUNDS;

const limitFields: Record<keyof Limits, { label: string; hint: string }> = {
  askFromEvents: {
    label: 'Events from which on a large fetch asks me',
    hint: `Holds for safe_large_fetch, when the assistant names no other number. As built: ${formatCount(askFromEvents.asBuilt)}.`,
  },
  callsKeptFree: {
    label: 'Calls of the hour kept free for other tools',
    hint: 'So many of the 60 queries, and of the 60 exports, that Mixpanel allows a project in any 60 minutes. As built: 0.',
  },
  memoryMb: {
    label: 'Memory of the database, in MiB',
    hint: `For one project. Taken when the engine starts next: some minutes after Mixlake and all assistants are closed. As built: ${formatCount(memoryMb.asBuilt)}.`,
  },
  activityDays: {
    label: 'Days the activity log is kept',
    hint: 'Older days (UTC) are deleted when the engine starts and when a day begins. Empty, as built: all days are kept.',
  },
};

export const words = inLanguage({
  title: 'Settings',
  saving: 'Saving…',
  save: 'Save',
  appearance: {
    title: 'Appearance',
    theme: 'Theme',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  },
  assistants: {
    title: 'Assistants',
    tools: 'Tools that assistants are shown',
    hint: 'A client’s own command line goes before this. Assistants see a change when they connect again.',
    byClient: 'What each client is known to take',
    profiles: {
      default: 'Default: 30 tools for an analyst’s day',
      full: 'Full: every tool',
      compact: 'Compact: 12 tools, the rest found by search',
    },
  },
  limits: {
    title: 'Limits',
    fields: limitFields,
    wrong: (least: number, most: number) => `Write a whole number from ${formatCount(least)} to ${formatCount(most)}. Nothing was saved.`,
    wrongOrEmpty: (least: number, most: number) =>
      `Write a whole number from ${formatCount(least)} to ${formatCount(most)}, or nothing. Nothing was saved.`,
  },
  model: {
    title: 'Wording of reports',
    about:
      'Reports are complete without a model: Mixlake writes them itself. With a model of your own, computed figures are sent to it for the wording, and every number it writes is checked against them.',
    use: 'Use my own model',
    speaks: 'Speaks',
    kinds: { anthropic: 'Anthropic’s API', openai: 'an OpenAI-compatible API (also local ones)' },
    name: 'Model',
    address: 'Address',
    addressHint: 'Of a model on this computer, e.g. http://127.0.0.1:11434',
    key: 'Key',
    keyStates: { true: 'A key is stored in the keychain.', false: 'No key is stored.', null: 'The keychain does not answer.' },
    storeKey: 'Store key',
    forgetKey: 'Forget key',
  },
  app: {
    title: 'This app',
    notify: 'Tell me when a job has ended or a question waits',
    notifyHint: 'Only while the window is in the background.',
    tray: 'Stay in the tray when the window is closed',
    trayHint: 'Mixlake goes on working for assistants either way.',
  },
  updates: {
    title: 'Updates',
    address: 'Where new versions are looked for',
    example: 'https://downloads.example.com/mixlake',
    off: 'Off: Mixlake asks nobody for updates.',
    on: 'Asked once at every start of the desktop app.',
  },
  privacy: {
    title: 'Data and privacy',
    about:
      'Events, results and the activity log stay on this computer. Mixlake talks to Mixpanel only, and to a model or an update address only when you set one above. What an assistant asks for goes to that assistant, and from there wherever its maker sends it.',
    kept: {
      data: {
        name: 'Data of all projects',
        about: 'Fetched events, profiles and tables: until you delete the table. A deleted one can be brought back for 24 hours.',
      },
      activity: {
        name: 'Activity log',
        about: (days: number | null) =>
          `Every call of assistants and of this window, with its SQL and arguments, without its rows and without secrets. The history of statements is read from it. Kept ${days === null ? 'until you delete it' : `for ${counted(days, 'day')}`}.`,
      },
      texts: { name: 'Open and saved statements', about: 'The tabs of the Explorer and saved queries: until you close or remove them.' },
      logs: {
        name: 'Logs',
        about:
          'What Mixlake itself did and what failed, without secrets. A file above 5 MB is set aside at the next start; one such earlier file is kept.',
      },
      exports: { name: 'Exported files', about: 'Until you delete them.' },
    },
    secrets: 'Secrets of accounts stand in the keychain; where one stands elsewhere, the screen of accounts says so.',
    copyPath: 'Copy path',
    copied: 'Copied',
    notCopied: 'Not allowed here',
    otherFolder: (version: string) =>
      `Start Mixlake with MIXLAKE_HOME set to keep everything in another folder. This is Mixlake ${version}.`,
    deleteLog: 'Delete the activity log…',
    noEngine: 'The log can be deleted while the engine runs.',
    deleted: (days: number) => `The activity log of ${counted(days, 'day')} was deleted, and the history of statements with it.`,
  },
  deleteDialog: {
    title: 'Delete the activity log?',
    facts:
      'All calls of all projects and assistants are removed from the log, and with them the history of statements in the Explorer. This cannot be undone.',
    stays: 'Tables, open and saved statements, exported files and settings stay. That the log was deleted is its first new entry.',
    cancel: 'Keep it',
    confirm: 'Delete the log',
  },
});
