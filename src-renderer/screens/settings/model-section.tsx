import { useState } from 'react';
import { ModelChoice } from '#shared/model/settings.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Section } from './settings-section.tsx';
import { words as allWords } from './words.ts';

const words = allWords.model;

interface ModelSectionProps {
  model: ModelChoice | null;
  /** Null when the keychain does not answer. */
  hasKey: boolean | null;
  onChange: (model: ModelChoice | null) => void;
  onKey: (key: string | null) => void;
}

const EMPTY: ModelChoice = { isEnabled: false, kind: 'anthropic', url: 'https://api.anthropic.com', name: '' };

/** A model of the person's own for the wording of reports. Nothing is sent anywhere until it is switched on here. */
export function ModelSection({ model, hasKey, onChange, onKey }: ModelSectionProps) {
  const [values, setValues] = useState<ModelChoice>(model ?? EMPTY);
  const [key, setKey] = useState('');
  const parsed = ModelChoice.safeParse(values);
  const problem = (field: keyof ModelChoice) =>
    values.isEnabled ? parsed.error?.issues.find(({ path }) => path[0] === field)?.message : undefined;
  const set = (part: Partial<ModelChoice>) => setValues({ ...values, ...part });
  return (
    <Section title={words.title}>
      <p className="text-ink-2">{words.about}</p>
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={values.isEnabled} onChange={() => set({ isEnabled: !values.isEnabled })} />
        {words.use}
      </label>
      {values.isEnabled ? (
        <div className="grid grid-cols-2 gap-3 max-[700px]:grid-cols-1">
          <SelectField
            label={words.speaks}
            value={values.kind}
            onChange={(event) => set({ kind: event.target.value === 'openai' ? 'openai' : 'anthropic' })}
          >
            <option value="anthropic">{words.kinds.anthropic}</option>
            <option value="openai">{words.kinds.openai}</option>
          </SelectField>
          <TextField
            label={words.name}
            value={values.name}
            problem={problem('name')}
            onChange={(event) => set({ name: event.target.value })}
          />
          <TextField
            label={words.address}
            className="col-span-full"
            value={values.url}
            problem={problem('url')}
            hint={words.addressHint}
            onChange={(event) => set({ url: event.target.value })}
          />
          <div className="col-span-full flex items-start gap-2">
            <TextField
              label={words.key}
              type="password"
              autoComplete="off"
              className="flex-1"
              value={key}
              hint={words.keyStates[`${hasKey}`]}
              onChange={(event) => setKey(event.target.value)}
            />
            <Button
              className="mt-5 h-8"
              disabled={key === ''}
              onClick={() => {
                onKey(key);
                setKey('');
              }}
            >
              {words.storeKey}
            </Button>
            {hasKey === true ? (
              <Button className="mt-5 h-8" onClick={() => onKey(null)}>
                {words.forgetKey}
              </Button>
            ) : null}
          </div>
        </div>
      ) : null}
      <div className="flex justify-end">
        <Button
          look="primary"
          disabled={values.isEnabled && !parsed.success}
          onClick={() => onChange(values.isEnabled || parsed.success ? values : null)}
        >
          {allWords.save}
        </Button>
      </div>
    </Section>
  );
}
