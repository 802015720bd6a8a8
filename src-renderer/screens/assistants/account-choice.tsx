import { SelectField } from '../../ui/field.tsx';
import { useNameableAccounts } from './use-assistants.ts';

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
    <SelectField label="Account" value={account ?? ''} onChange={(event) => onChange(names.find((name) => name === event.target.value))}>
      <option value="">The default account, also when that changes</option>
      {names.map((name) => (
        <option key={name} value={name}>
          Always “{name}”
        </option>
      ))}
    </SelectField>
  );
}
