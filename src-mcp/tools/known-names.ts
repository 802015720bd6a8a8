// Event names of the project, to tell a wrong name from an event that has no data. Asked for only when an answer came out empty.
import { inputError } from '#shared/errors.ts';
import { closestNames } from '../format/closest.ts';
import type { ToolContext } from '../server/tool-definition.ts';

/** Throws when the event is not among the project's events; does nothing when the names cannot be read. */
export async function refuseUnknownEvent(event: string, context: ToolContext): Promise<void> {
  const workspace = await context.workspace();
  let names: string[];
  try {
    names = await workspace.names.events({ ...context.call, maxWaitMs: 2_000 });
  } catch {
    return; // the empty answer stands; a list that cannot be read proves nothing
  }
  if (names.includes(event)) return;
  const close = closestNames(event, names);
  throw inputError(
    `The project has had no event named ${JSON.stringify(event)} in the last 31 days.`,
    close.length > 0
      ? `Did you mean ${close.map((name) => JSON.stringify(name)).join(', ')}? list_events shows all names.`
      : 'list_events shows all names; letter case and blanks count.',
  );
}
