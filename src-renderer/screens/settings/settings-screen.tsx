import { useId } from 'react';
import type { SettingsView } from '#shared/model/settings.ts';
import { TOOL_PROFILES } from '#shared/model/settings.ts';
import { problemOf } from '../../app/problem.ts';
import type { Theme } from '../../app/theme.ts';
import { useTheme } from '../../app/use-theme.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ModelSection } from './model-section.tsx';
import { Section } from './settings-section.tsx';
import { useSettings } from './use-settings.ts';

const THEMES: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };
const PROFILES = {
  default: 'Default: 30 tools for an analyst’s day',
  full: 'Full: every tool',
  compact: 'Compact: 12 tools, the rest found by search',
};

export function SettingsScreen() {
  const settings = useSettings();
  const { data, error } = settings.view;
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface">
      <header className="flex min-h-11 items-center gap-3 border-b border-line px-4 py-1.5">
        <h1 className="text-sm font-semibold">Settings</h1>
        <p role="status" className="text-2xs text-ink-3">
          {settings.isSaving ? 'Saving…' : ''}
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
  const { toolProfile, notifications, keepInTray, updateFeed } = data.settings;
  const { change } = settings;
  return (
    <>
      <Section title="Assistants">
        <SelectField
          label="Tools that assistants are shown"
          value={toolProfile ?? ''}
          hint="A client’s own command line goes before this. Assistants see a change when they connect again."
          onChange={(event) => change({ toolProfile: TOOL_PROFILES.find((name) => name === event.target.value) ?? null })}
        >
          <option value="">What each client is known to take</option>
          {TOOL_PROFILES.map((name) => (
            <option key={name} value={name}>
              {PROFILES[name]}
            </option>
          ))}
        </SelectField>
      </Section>
      <ModelSection
        key={JSON.stringify(data.settings.model)}
        model={data.settings.model}
        hasKey={data.hasModelKey}
        onChange={(model) => change({ model })}
        onKey={settings.setModelKey}
      />
      <Section title="This app">
        <Check
          label="Tell me when a job has ended or a question waits"
          hint="Only while the window is in the background."
          isOn={notifications}
          onChange={(is) => change({ notifications: is })}
        />
        <Check
          label="Stay in the tray when the window is closed"
          hint="Mixlake goes on working for assistants either way."
          isOn={keepInTray}
          onChange={(is) => change({ keepInTray: is })}
        />
      </Section>
      <Updates feed={updateFeed} onChange={(feed) => change({ updateFeed: feed })} />
      <Privacy data={data} />
    </>
  );
}

function Appearance() {
  const { theme, choose } = useTheme();
  return (
    <Section title="Appearance">
      <SelectField
        label="Theme"
        value={theme}
        onChange={(event) => choose(event.target.value === 'light' || event.target.value === 'dark' ? event.target.value : 'system')}
      >
        {(['system', 'light', 'dark'] as const).map((each) => (
          <option key={each} value={each}>
            {THEMES[each]}
          </option>
        ))}
      </SelectField>
    </Section>
  );
}

function Updates({ feed, onChange }: { feed: string | null; onChange: (feed: string | null) => void }) {
  return (
    <Section title="Updates">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const value = new FormData(event.currentTarget).get('feed');
          onChange(typeof value === 'string' && value.trim() !== '' ? value.trim() : null);
        }}
        className="flex items-start gap-2"
      >
        <TextField
          label="Where new versions are looked for"
          name="feed"
          className="flex-1"
          defaultValue={feed ?? ''}
          placeholder="https://downloads.example.com/mixlake"
          hint={feed === null ? 'Off: Mixlake asks nobody for updates.' : 'Asked once at every start of the desktop app.'}
        />
        <Button type="submit" className="mt-5 h-8">
          Save
        </Button>
      </form>
    </Section>
  );
}

function Privacy({ data }: { data: SettingsView }) {
  const folders = [
    ['Data of all projects', data.folders.home],
    ['Logs', data.folders.logs],
    ['Exported files', data.folders.exports],
  ] as const;
  return (
    <Section title="Data and privacy">
      <p className="text-ink-2">
        Events, results and the activity log stay on this computer. Mixlake talks to Mixpanel only, and to a model or an update address only
        when you set one above.
      </p>
      <dl className="flex flex-col gap-2">
        {folders.map(([name, path]) => (
          <div key={name} className="flex items-center gap-3">
            <dt className="w-36 shrink-0 text-xs font-medium">{name}</dt>
            <dd className="flex min-w-0 flex-1 items-center gap-3">
              <span className="min-w-0 flex-1 truncate font-mono text-xs text-ink-2 select-text" title={path}>
                {path}
              </span>
              <Button size="small" onClick={() => void copyText(path)}>
                Copy path
              </Button>
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-ink-2">
        Start Mixlake with MIXLAKE_HOME set to keep everything in another folder. This is Mixlake {data.version}.
      </p>
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
