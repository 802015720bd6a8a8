import { implement } from '@orpc/server';
import { appContract } from '#shared/contract/app.ts';
import type { SettingsService } from './settings.ts';

export function createSettingsRouter(settings: SettingsService) {
  const os = implement(appContract.settings);
  return os.router({
    get: os.get.handler(() => settings.get()),
    save: os.save.handler(({ input }) => settings.save(input.settings)),
    setModelKey: os.setModelKey.handler(({ input }) => settings.setModelKey(input.key)),
  });
}
