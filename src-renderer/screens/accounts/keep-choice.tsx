import type { KeepIn } from '#shared/model/account.ts';

const CHOICES: readonly { keepIn: KeepIn; title: string; meaning: string }[] = [
  {
    keepIn: 'keychain',
    title: 'Try the keychain again',
    meaning: 'Unlock it first, or start a keychain service such as gnome-keyring or KWallet.',
  },
  { keepIn: 'memory', title: 'For this run only', meaning: 'Forgotten when Mixlake ends. Assistants cannot use the account.' },
  {
    keepIn: 'file',
    title: 'In a file that only your user can read',
    meaning: 'Any program you start can read it too, and backups copy it. Assistants can use the account.',
  },
];

/** For a machine without a keychain: nothing is kept anywhere else unless it is chosen here. */
export function KeepChoice({ value, onChange }: { value: KeepIn; onChange: (keepIn: KeepIn) => void }) {
  return (
    <fieldset className="flex flex-col gap-2 rounded-md border border-line p-3">
      <legend className="px-1 text-xs font-medium">Where to keep the secret</legend>
      {CHOICES.map(({ keepIn, title, meaning }) => (
        <label key={keepIn} className="flex items-baseline gap-2">
          <input type="radio" name="keep-in" checked={value === keepIn} onChange={() => onChange(keepIn)} />
          <span>
            {title} <span className="text-xs text-ink-2">{meaning}</span>
          </span>
        </label>
      ))}
      <p className="text-xs text-ink-2">
        Or set MP_USERNAME, MP_SECRET and MP_PROJECT_ID in the environment and start Mixlake again: then nothing is kept.
      </p>
    </fieldset>
  );
}
