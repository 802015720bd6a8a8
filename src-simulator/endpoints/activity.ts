// The activity feed of some people.

import { forEachHistory } from '../analysis/histories.ts';
import { badRequest } from '../http/api-error.ts';
import { type Answer, type Call, dayRange, json } from '../http/call.ts';
import type { Project } from '../project.ts';
import type { Json } from '../world/cell.ts';
import { contextSpecs } from '../world/context-properties.ts';
import { insertIdOf, type SimEvent } from '../world/sim-event.ts';

function feedEntry(event: SimEvent, project: Project): unknown {
  const properties: Record<string, Json> = {};
  for (const spec of contextSpecs(event.session)) {
    const value = spec.pick(event.session);
    if (value !== undefined) properties[spec.name] = value.value;
  }
  for (const spec of event.kind.properties) {
    const value = spec.pick(event);
    if (value !== undefined) properties[spec.name] = value.value;
  }
  const insertId = insertIdOf(event);
  // The id stands under one name or the other.
  const idName = event.rand % 4 === 0 ? 'distinct_id' : '$distinct_id';
  return {
    event: event.kind.name,
    properties: {
      time: Math.floor(project.epochSeconds(event.timeMs)),
      [idName]: event.session.actor.distinctId,
      ...(insertId === undefined ? {} : { $insert_id: insertId }),
      ...properties,
    },
  };
}

export async function activityFeed(call: Call): Promise<Answer> {
  const { params, project } = call;
  const ids = new Set(params.texts('distinct_ids'));
  if (ids.size === 0) throw badRequest('Missing required parameter: distinct_ids');
  const range = dayRange(call);
  const events: SimEvent[] = [];
  // Any id of a merged user leads to the same feed: the device of the time before the sign-up as well.
  const isWanted = (event: SimEvent) => ids.has(event.session.actor.distinctId) || ids.has(`$device:${event.session.actor.deviceId}`);
  await forEachHistory(project, { ...range, filter: isWanted }, (actor, found) => {
    if (actor !== undefined) events.push(...found);
  });
  events.sort((a, b) => b.timeMs - a.timeMs);
  return json({ status: 'ok', results: { events: events.map((event) => feedEntry(event, project)) } });
}
