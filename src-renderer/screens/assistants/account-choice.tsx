import { SelectField } from '../../ui/field.tsx';
import { useNameableAccounts } from './use-assistants.ts';
import { words as allWords } from './words.tsx';

const words = allWords.account;

interface AccountChoiceProps {
  /** Undefined: whichever is the default. */
  account: string | undefined;
  onChange: (account: string | undefined) => void;
}

/** With which account an assistant works. Not asked where there is no choice. */
export function AccountChoice({ account, onChange }: AccountChoiceProps) {
  const names = useNameableAccounts();
  if (names.length === 0) return null;
  return (
    <SelectField
      label={words.label}
      value={account ?? ''}
      onChange={(event) => onChange(names.find((name) => name === event.target.value))}
    >
      <option value="">{words.default}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {words.always(name)}
        </option>
      ))}
    </SelectField>
  );
}
