// The data dictionary, read only.

import { ApiError, badRequest } from '../http/api-error.ts';
import { type Answer, type Call, json } from '../http/call.ts';
import { LEXICON } from '../saved/lexicon.ts';
import { shuffled } from '../world/prng.ts';

function entityType(text: string | undefined): 'event' | 'profile' {
  if (text !== 'event' && text !== 'profile') throw badRequest(`invalid entityType: ${text}`);
  return text;
}

function results(call: Call, entries: typeof LEXICON): Answer {
  return json({ status: 'ok', results: call.project.settings.tidy ? entries : shuffled(entries, call.project.world.seed) });
}

export function allSchemas(call: Call): Answer {
  return results(call, LEXICON);
}

export function schemasOfType(call: Call): Answer {
  const type = entityType(call.pathParts[1]);
  const name = call.params.get('entity_name');
  return results(
    call,
    LEXICON.filter((entry) => entry.entityType === type && (name === undefined || entry.name === name)),
  );
}

export function oneSchema(call: Call): Answer {
  const type = entityType(call.pathParts[1]);
  const found = LEXICON.find((entry) => entry.entityType === type && entry.name === call.pathParts[2]);
  if (found === undefined) throw new ApiError(404, 'Schema not found');
  return json({ status: 'ok', results: found.schemaJson });
}
