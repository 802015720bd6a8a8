// Calls of the screen that fetches, passed on to the engine.
import { implement } from '@orpc/server';
import { type EngineClient, windowContract } from '#shared/contract/contract.ts';

export function createFetchRouter(engine: () => Promise<EngineClient>) {
  const os = implement(windowContract);
  const until = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });
  return {
    choices: os.fetch.choices.handler(async ({ signal }) => (await engine()).fetch.choices(undefined, until(signal))),
    estimate: os.fetch.estimate.handler(async ({ input, signal }) => (await engine()).fetch.estimate(input, until(signal))),
    events: os.fetch.events.handler(async ({ input, signal }) => (await engine()).fetch.events(input, until(signal))),
    profiles: os.fetch.profiles.handler(async ({ input, signal }) => (await engine()).fetch.profiles(input, until(signal))),
    unfinished: os.fetch.unfinished.handler(async ({ signal }) => (await engine()).fetch.unfinished(undefined, until(signal))),
    resume: os.fetch.resume.handler(async ({ input, signal }) => (await engine()).fetch.resume(input, until(signal))),
    discard: os.fetch.discard.handler(async ({ input, signal }) => (await engine()).fetch.discard(input, until(signal))),
  };
}
