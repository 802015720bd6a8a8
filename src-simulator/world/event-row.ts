// An event as expressions see it. The values come from the same draws as the exported line.

import type { Row } from '../expression/evaluate.ts';
import type { Scope } from '../expression/parse.ts';
import type { Project } from '../project.ts';
import type { Json } from './cell.ts';
import { contextSpec } from './context-properties.ts';
import { profileProperty } from './profiles.ts';
import { distinctIdOf, insertIdOf, receivedMs, type SimEvent } from './sim-event.ts';

export function eventProperty(event: SimEvent, name: string, project: Project): Json | undefined {
  switch (name) {
    case 'time':
    case '$time':
      return project.epochSeconds(event.timeMs);
    case 'distinct_id':
    case '$distinct_id':
      return distinctIdOf(event);
    case '$insert_id':
      return insertIdOf(event);
    case '$event_name':
      return event.kind.name;
    case '$mp_api_timestamp_ms':
      return receivedMs(event);
  }
  for (const spec of event.kind.properties) if (spec.name === name) return spec.pick(event)?.value;
  return contextSpec(event.session, name)?.pick(event.session)?.value;
}

/** One row object for many events: `event` is set before each evaluation. */
export class EventRow implements Row {
  readonly #project: Project;
  #event: SimEvent | undefined;

  constructor(project: Project) {
    this.#project = project;
  }

  of(event: SimEvent): this {
    this.#event = event;
    return this;
  }

  property(scope: Scope, name: string): Json | undefined {
    if (this.#event === undefined) return undefined;
    if (scope === 'user') return profileProperty(this.#event.session.actor.person, name, this.#project);
    return eventProperty(this.#event, name, this.#project);
  }
}

/** A value as a key of an answer: values of all types become text. */
export function segmentText(value: unknown): string {
  if (value === undefined) return 'undefined';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
