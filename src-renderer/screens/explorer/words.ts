// What the Explorer says, component by component.
import { inLanguage } from '../../ui/language.ts';

export const words = inLanguage({
  compact: {
    title: 'Compact the local database',
    measuring: 'Measuring the file…',
    about: (size: string) =>
      `The file takes ${size}. Compacting writes it anew without the space that nothing uses any more, which deleted tables and days leave behind. Nothing is lost; questions to local tables wait meanwhile, a few seconds per gigabyte.`,
    leave: 'Leave it',
    close: 'Close',
    start: 'Compact',
    done: (before: string, after: string) => `The local database takes ${after} now; before it took ${before}.`,
  },
});
