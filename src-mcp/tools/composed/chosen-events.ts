// Which event stands for which stage of growth: the one that was named, else the project's own that alone looks like it. Names that
// the project does not have are never counted as zero.
import { z } from 'zod';
import { AppError, isAbort } from '#shared/errors.ts';
import { guessEvent, type Role } from '../../analysis/health/event-roles.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import { type Growth, projectEvents } from './growth.ts';

/** What mp_mcp took when nobody named an event. */
export const USUAL_ACQUISITION = 'signup';
export const ROLES = ['acquisition', 'activation', 'revenue', 'referral'] as const satisfies readonly Role[];

export const ProposedEvents = z.record(z.string(), z.array(z.string()));

export interface ChosenEvents {
  /** Undefined: no event stands for the stage. */
  events: Record<Role, string | undefined>;
  /** Of stages without an event: what looks like one. */
  proposed: Record<string, string[]>;
  /** Why a stage has no event. */
  reasons: Partial<Record<Role, string>>;
  /** All names of the project; undefined when they could not be read. */
  names: string[] | undefined;
  notes: string[];
}

export async function chooseEvents(
  named: Partial<Record<Role, string | null | undefined>>,
  roles: readonly Role[],
  growth: Growth,
  context: ToolContext,
): Promise<ChosenEvents> {
  const names = await namesOf(growth, context);
  const chosen: ChosenEvents = {
    events: { acquisition: undefined, activation: undefined, revenue: undefined, referral: undefined },
    proposed: {},
    reasons: {},
    names,
    notes: names === undefined ? ['The event names of the project could not be read, so no event could be chosen by its name.'] : [],
  };
  for (const role of roles) choose(role, named[role] ?? undefined, chosen);
  const { acquisition, activation } = chosen.events;
  if (activation !== undefined && activation === acquisition) {
    chosen.events.activation = undefined;
    chosen.reasons.activation = `Activation was given the same event as acquisition (${JSON.stringify(acquisition)}): the rate would be 100 % by definition. Give another activation_event.`;
  }
  return chosen;
}

function choose(role: Role, named: string | undefined, chosen: ChosenEvents): void {
  const { names, events, notes } = chosen;
  const isDefault = named === undefined || (role === 'acquisition' && named === USUAL_ACQUISITION);
  // An event of long ago is not in the list of names; whether it has data shows later.
  if (named !== undefined && (!isDefault || names === undefined || names.includes(named))) {
    events[role] = named;
    return;
  }
  if (names === undefined) {
    chosen.reasons[role] = `No ${role}_event was given, and the event names of the project could not be read.`;
    return;
  }
  const { best, proposed } = guessEvent(role, names);
  if (best === undefined) {
    chosen.proposed[role] = proposed;
    chosen.reasons[role] = noneWords(role, named, proposed);
    return;
  }
  events[role] = best;
  notes.push(
    `${named === undefined ? `No ${role}_event was given` : `The project has no event ${JSON.stringify(named)}`}; ${JSON.stringify(best)} was taken, the only event that looks like it.`,
  );
}

function noneWords(role: Role, named: string | undefined, proposed: readonly string[]): string {
  const why = named === undefined ? `No ${role}_event was given` : `The project has no event ${JSON.stringify(named)}`;
  if (proposed.length === 0) return `${why}, and no event looks like one by its name. list_events shows all names.`;
  return `${why}, and which event stands for ${role} is not clear. Give ${role}_event; it could be ${proposed.map((name) => JSON.stringify(name)).join(', ')}.`;
}

async function namesOf(growth: Growth, context: ToolContext): Promise<string[] | undefined> {
  try {
    return await projectEvents(growth, context);
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError) || error.kind === 'internal' || error.kind === 'rate-limited') throw error;
    return undefined;
  }
}
