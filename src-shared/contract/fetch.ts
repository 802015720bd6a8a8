// Calls of the screen that fetches: what there is to choose, what it would cost, and what was not finished.
import { z } from 'zod';
import { FetchEstimate, FetchWish, ProfilesWish, UnfinishedFetch } from '../model/fetch.ts';
import { JobSnapshot } from '../model/job.ts';
import { procedure } from './procedure.ts';

export const fetchCalls = {
  /** Event names of the project, as Mixpanel lists them. One query call, kept for five minutes. */
  choices: procedure.output(z.object({ events: z.array(z.string()) })),
  /** Nothing is downloaded; counts may take a few query calls. */
  estimate: procedure.input(FetchWish).output(FetchEstimate),
  events: procedure.input(FetchWish).output(JobSnapshot),
  profiles: procedure.input(ProfilesWish).output(JobSnapshot),
  /** Newest first, without those that run. They outlive app and engine. */
  unfinished: procedure.output(z.object({ fetches: z.array(UnfinishedFetch) })),
  resume: procedure.input(z.object({ id: z.string() })).output(JobSnapshot),
  /** By its own id or that of its job, which is stopped. Days that were complete stay. */
  discard: procedure.input(z.object({ id: z.string() })).output(z.object({})),
};
