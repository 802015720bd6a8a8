// After an update an engine of the old version may still run. A newer bridge or app asks it to end; it does so as soon as no job is at work
// (a fetch would only have to begin its chunk again, but somebody waits for it). For a moment it leaves a note, so that an older bridge
// that loses its engine too does not start the old version again before the newer one is there.
import { isNewer } from '#core/link/versions.ts';
import type { MixlakePaths } from '#core/paths.ts';
import { AppError, inputError } from '#shared/errors.ts';
import { leaveNote } from './keep-back.ts';

export interface HandOverDeps {
  paths: Pick<MixlakePaths, 'home'>;
  version: string;
  isBusy(): boolean;
  end(): void;
}

export interface HandOver {
  /** A newer Mixlake asks. Throws in words when this engine stays for now. */
  ask(newer: string): void;
  /** Something has ended that was in the way. */
  lookAgain(): void;
}

export function createHandOver(deps: HandOverDeps): HandOver {
  let wantedBy: string | undefined;
  function endFor(newer: string): void {
    leaveNote(deps.paths, newer);
    deps.end();
  }
  return {
    ask(newer) {
      if (!isNewer(newer, deps.version)) throw inputError('This engine is not older than whoever asks it to end.');
      wantedBy = newer;
      if (deps.isBusy())
        throw new AppError('lake-busy', 'This engine is at work.', { hint: 'It ends by itself as soon as its jobs have ended.' });
      endFor(newer);
    },
    lookAgain() {
      if (wantedBy !== undefined && !deps.isBusy()) endFor(wantedBy);
    },
  };
}
