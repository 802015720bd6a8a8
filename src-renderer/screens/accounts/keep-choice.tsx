import type { KeepIn } from '#shared/model/account.ts';
import { words as allWords } from './words.ts';

const words = allWords.keep;
const CHOICES: readonly KeepIn[] = ['keychain', 'memory', 'file'];

/** For a machine without a keychain: nothing is kept anywhere else unless it is chosen here. */
export function KeepChoice({ value, onChange }: { value: KeepIn; onChange: (keepIn: KeepIn) => void }) {
  return (
    <fieldset className="flex flex-col gap-2 rounded-md border border-line p-3">
      <legend className="px-1 text-xs font-medium">{words.title}</legend>
      {CHOICES.map((keepIn) => (
        <label key={keepIn} className="flex items-baseline gap-2">
          <input type="radio" name="keep-in" checked={value === keepIn} onChange={() => onChange(keepIn)} />
          <span>
            {words.choices[keepIn].title} <span className="text-xs text-ink-2">{words.choices[keepIn].meaning}</span>
          </span>
        </label>
      ))}
      <p className="text-xs text-ink-2">{words.nothingKept}</p>
    </fieldset>
  );
}
