// The settings of the app: MIXLAKE_HOME/settings.toml, which the engine reads too, and the key of the model in the keychain.
import type { MixlakePaths } from '#core/paths.ts';
import type { SecretStore } from '#core/secrets/secret-store.ts';
import { readAppSettings, writeAppSettings } from '#core/settings.ts';
import type { AppSettings, SettingsView } from '#shared/model/settings.ts';

/** The entry of the keychain in which the engine looks for it; no account may have this name. */
const MODEL_ENTRY = 'model';

export interface SettingsService {
  current(): AppSettings;
  get(): Promise<SettingsView>;
  save(settings: AppSettings): Promise<SettingsView>;
  setModelKey(key: string | null): Promise<SettingsView>;
  onChange(listener: (settings: AppSettings) => void): () => void;
}

export function createSettings(deps: { paths: MixlakePaths; secrets: SecretStore; version: string }): SettingsService {
  const { paths, secrets, version } = deps;
  const listeners = new Set<(settings: AppSettings) => void>();
  const current = () => readAppSettings(paths.settingsFile);

  async function get(): Promise<SettingsView> {
    return {
      settings: current(),
      hasModelKey: await hasKey(secrets),
      version,
      folders: { home: paths.home, logs: paths.logsDir, exports: paths.exportsDir },
    };
  }

  return {
    current,
    get,
    async save(settings) {
      await writeAppSettings(paths.settingsFile, settings);
      for (const listener of listeners) listener(settings);
      return get();
    },
    async setModelKey(key) {
      if (key === null) await secrets.delete(MODEL_ENTRY);
      else await secrets.set(MODEL_ENTRY, key);
      return get();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function hasKey(secrets: SecretStore): Promise<boolean | null> {
  try {
    return (await secrets.get(MODEL_ENTRY)) !== undefined;
  } catch {
    return null; // no keychain: the screen says that it cannot be told
  }
}
