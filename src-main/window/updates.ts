// New versions, for the installed app only and only from the address that the person has set: without one nobody is asked. An update
// is downloaded in the background and put in place when Mixlake is quit.
import type { Logger } from '#core/log.ts';

export interface UpdateCheck {
  feed: string | null;
  isPackaged: boolean;
  log: Pick<Logger, 'info' | 'warn'>;
}

export function checkForUpdates({ feed, isPackaged, log }: UpdateCheck): void {
  if (feed === null || !isPackaged) return;
  import('electron-updater')
    .then(async ({ default: { autoUpdater } }) => {
      autoUpdater.logger = null;
      autoUpdater.setFeedURL({ provider: 'generic', url: feed });
      await autoUpdater.checkForUpdatesAndNotify();
      log.info({ feed }, 'looked for a new version');
    })
    .catch((err: unknown) => log.warn({ err, feed }, 'the address for updates did not answer as it should'));
}
