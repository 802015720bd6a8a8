import type { AccountCheck, AccountSummary, SecretPlace } from '#shared/model/account.ts';
import { counted } from '../../ui/quantities.ts';

export const REGION_WORDS = { us: 'United States', eu: 'European Union', in: 'India' } as const;

export const SOURCE_WORDS: Record<AccountSummary['source'], string> = {
  mixlake: 'Kept by Mixlake',
  'mp-config': 'From ~/.mp/config.toml',
  environment: 'From the environment',
  demo: 'Built-in demo',
  memory: 'This run only',
};

export const PLACE_WORDS: Record<SecretPlace, { words: string; tone: 'ok' | 'warn' | 'danger' | 'neutral' }> = {
  keychain: { words: 'Secret in the keychain', tone: 'ok' },
  file: { words: 'Secret in a file', tone: 'warn' },
  memory: { words: 'Secret in memory', tone: 'neutral' },
  environment: { words: 'Secret in the environment', tone: 'neutral' },
  'mp-config': { words: 'Secret readable in ~/.mp/config.toml', tone: 'warn' },
  missing: { words: 'Secret missing', tone: 'danger' },
  unknown: { words: 'Keychain does not answer', tone: 'warn' },
};

export function checkWords(check: AccountCheck): { title: string; hint: string | undefined } {
  if (check.isOk) {
    const found = counted(check.eventsFound ?? 0, 'event');
    return { title: `Mixpanel accepts this account: ${found} seen in the last 31 days.`, hint: undefined };
  }
  return { title: check.problem ?? 'Mixpanel does not accept this account.', hint: check.whatToDo ?? undefined };
}

/** Named things to choose from, e.g. projects. */
export function namedOption({ id, name }: { id: string; name: string | null }): string {
  return name === null ? id : `${name} (${id})`;
}
