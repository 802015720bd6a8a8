import { useId } from 'react';
import type { SettingsView } from '#shared/model/settings.ts';
import { TOOL_PROFILES } from '#shared/model/settings.ts';
import { problemOf } from '../../app/problem.ts';
import { useTheme } from '../../app/use-theme.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { LimitsSection } from './limits-section.tsx';
import { ModelSection } from './model-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { Section } from './settings-section.tsx';
import { useSettings } from './use-settings.ts';
import { words } from './words.ts';

export function SettingsScreen() {
  const settings = useSettings();
  const { data, error } = settings.view;
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface">
      <header className="flex min-h-11 items-center gap-3 border-b border-line px-4 py-1.5">
        <h1 className="text-sm font-semibold">{words.title}</h1>
        <p role="status" className="text-2xs text-ink-3">
          {settings.isSaving ? words.saving : ''}
        </p>
      </header>
      <div className="min-h-0 flex-1 overflow-auto p-4">
        <div className="mx-auto flex max-w-2xl flex-col gap-4">
          {error === null ? null : <Notice tone="danger" title={problemOf(error).message} hint={problemOf(error).hint} />}
          <Appearance />
          {data === undefined ? null : <Loaded data={data} settings={settings} />}
        </div>
      </div>
    </div>
  );
}

function Loaded({ data, settings }: { data: SettingsView; settings: ReturnType<typeof useSettings> }) {
  const { toolProfile, limits, notifications, keepInTray, updateFeed } = data.settings;
  const { change } = settings;
  return (
    <>
      <Section title={words.assistants.title}>
        <SelectField
          label={words.assistants.tools}
          value={toolProfile ?? ''}
          hint={words.assistants.hint}
          onChange={(event) => change({ toolProfile: TOOL_PROFILES.find((name) => name === event.target.value) ?? null })}
        >
          <option value="">{words.assistants.byClient}</option>
          {TOOL_PROFILES.map((name) => (
            <option key={name} value={name}>
              {words.assistants.profiles[name]}
            </option>
          ))}
        </SelectField>
      </Section>
      <LimitsSection limits={limits} onChange={(next) => change({ limits: next })} />
      <ModelSection
        key={JSON.stringify(data.settings.model)}
        model={data.settings.model}
        hasKey={data.hasModelKey}
        onChange={(model) => change({ model })}
        onKey={settings.setModelKey}
      />
      <Section title={words.app.title}>
        <Check label={words.app.notify} hint={words.app.notifyHint} isOn={notifications} onChange={(is) => change({ notifications: is })} />
        <Check label={words.app.tray} hint={words.app.trayHint} isOn={keepInTray} onChange={(is) => change({ keepInTray: is })} />
      </Section>
      <Updates feed={updateFeed} onChange={(feed) => change({ updateFeed: feed })} />
      <PrivacySection data={data} />
    </>
  );
}

function Appearance() {
  const { theme, choose } = useTheme();
  return (
    <Section title={words.appearance.title}>
      <SelectField
        label={words.appearance.theme}
        value={theme}
        onChange={(event) => choose(event.target.value === 'light' || event.target.value === 'dark' ? event.target.value : 'system')}
      >
        {(['system', 'light', 'dark'] as const).map((each) => (
          <option key={each} value={each}>
            {words.appearance.themes[each]}
          </option>
        ))}
      </SelectField>
    </Section>
  );
}

function Updates({ feed, onChange }: { feed: string | null; onChange: (feed: string | null) => void }) {
  return (
    <Section title={words.updates.title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const value = new FormData(event.currentTarget).get('feed');
          onChange(typeof value === 'string' && value.trim() !== '' ? value.trim() : null);
        }}
        className="flex items-start gap-2"
      >
        <TextField
          label={words.updates.address}
          name="feed"
          className="flex-1"
          defaultValue={feed ?? ''}
          placeholder={words.updates.example}
          hint={feed === null ? words.updates.off : words.updates.on}
        />
        <Button type="submit" className="mt-5 h-8">
          {words.save}
        </Button>
      </form>
    </Section>
  );
}

interface CheckProps {
  label: string;
  hint: string;
  isOn: boolean;
  onChange: (is: boolean) => void;
}

function Check({ label, hint, isOn, onChange }: CheckProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <input id={id} type="checkbox" className="mt-1" checked={isOn} aria-describedby={`${id}-hint`} onChange={() => onChange(!isOn)} />
      <div>
        <label htmlFor={id}>{label}</label>
        <p id={`${id}-hint`} className="text-2xs text-ink-2">
          {hint}
        </p>
      </div>
    </div>
  );
}
