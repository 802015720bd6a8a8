import { useState } from 'react';
import { ModelChoice } from '#shared/model/settings.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Section } from './settings-section.tsx';

interface ModelSectionProps {
  model: ModelChoice | null;
  /** Null when the keychain does not answer. */
  hasKey: boolean | null;
  onChange: (model: ModelChoice | null) => void;
  onKey: (key: string | null) => void;
}

const EMPTY: ModelChoice = { isEnabled: false, kind: 'anthropic', url: 'https://api.anthropic.com', name: '' };
const KEY_WORDS = { true: 'A key is stored in the keychain.', false: 'No key is stored.', null: 'The keychain does not answer.' };

/** A model of the person's own for the wording of reports. Nothing is sent anywhere until it is switched on here. */
export function ModelSection({ model, hasKey, onChange, onKey }: ModelSectionProps) {
  const [values, setValues] = useState<ModelChoice>(model ?? EMPTY);
  const [key, setKey] = useState('');
  const parsed = ModelChoice.safeParse(values);
  const problem = (field: keyof ModelChoice) =>
    values.isEnabled ? parsed.error?.issues.find(({ path }) => path[0] === field)?.message : undefined;
  const set = (part: Partial<ModelChoice>) => setValues({ ...values, ...part });
  return (
    <Section title="Wording of reports">
      <p className="text-ink-2">
        Reports are complete without a model: Mixlake writes them itself. With a model of your own, computed figures are sent to it for the
        wording, and every number it writes is checked against them.
      </p>
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={values.isEnabled} onChange={() => set({ isEnabled: !values.isEnabled })} />
        Use my own model
      </label>
      {values.isEnabled ? (
        <div className="grid grid-cols-2 gap-3 max-[700px]:grid-cols-1">
          <SelectField
            label="Speaks"
            value={values.kind}
            onChange={(event) => set({ kind: event.target.value === 'openai' ? 'openai' : 'anthropic' })}
          >
            <option value="anthropic">Anthropic’s API</option>
            <option value="openai">an OpenAI-compatible API (also local ones)</option>
          </SelectField>
          <TextField label="Model" value={values.name} problem={problem('name')} onChange={(event) => set({ name: event.target.value })} />
          <TextField
            label="Address"
            className="col-span-full"
            value={values.url}
            problem={problem('url')}
            hint="Of a model on this computer, e.g. http://127.0.0.1:11434"
            onChange={(event) => set({ url: event.target.value })}
          />
          <div className="col-span-full flex items-start gap-2">
            <TextField
              label="Key"
              type="password"
              autoComplete="off"
              className="flex-1"
              value={key}
              hint={KEY_WORDS[`${hasKey}`]}
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
              Store key
            </Button>
            {hasKey === true ? (
              <Button className="mt-5 h-8" onClick={() => onKey(null)}>
                Forget key
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
          Save
        </Button>
      </div>
    </Section>
  );
}
