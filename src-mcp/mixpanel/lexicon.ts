// The data dictionary (Lexicon), read only. Only events and profile properties that somebody has described are in it. Mixpanel
// allows five calls a minute for a whole organisation, so callers keep the answers. Two spellings of the keys have been seen.
import { z } from 'zod';
import { AnswerError } from './answer-errors.ts';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { byText, parseAnswer } from './lists.ts';

export type EntityType = 'event' | 'profile';

export interface LexiconProperty {
  type: string;
  description?: string;
  metadata?: LexiconMetadata;
}

export interface LexiconMetadata {
  source: string;
  display_name?: string;
  tags?: string[];
  hidden?: boolean;
  dropped?: boolean;
  contacts?: string[];
  team_contacts?: string[];
}

export interface LexiconSchema {
  description?: string;
  properties: Record<string, LexiconProperty>;
  metadata?: LexiconMetadata;
}

export interface LexiconEntry {
  entityType: EntityType;
  name: string;
  schema: LexiconSchema;
}

const Facts = z.looseObject({
  displayName: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  hidden: z.boolean().nullish(),
  dropped: z.boolean().nullish(),
  contacts: z.array(z.string()).nullish(),
  teamContacts: z.array(z.string()).nullish(),
});
const Metadata = z.record(z.string(), Facts.nullish().catch(null));
const Property = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).nullish(),
  description: z.string().nullish(),
  metadata: Metadata.nullish(),
});
const Schema = z.looseObject({
  description: z.string().nullish(),
  properties: z.record(z.string(), Property).nullish(),
  metadata: Metadata.nullish(),
});
const Entry = z.looseObject({
  entityType: z.string().optional(),
  entity_type: z.string().optional(),
  name: z.string().optional(),
  entity_name: z.string().optional(),
  schemaJson: Schema.nullish(),
  schema: Schema.nullish(),
});
const Answer = z.looseObject({ results: z.array(Entry) });
const One = z.union([z.looseObject({ results: z.unknown() }), z.record(z.string(), z.unknown())]);

/** All entries, or those of one kind, by kind and name. Entries of kinds we do not know (groups) are left out. */
export async function lexiconEntries(
  http: MixpanelHttp,
  projectId: string,
  type: EntityType | undefined,
  call: CallOptions,
): Promise<LexiconEntry[]> {
  const answer = await http.get('app', path(projectId, ...(type === undefined ? [] : [type])), {}, call);
  return parseAnswer(Answer, answer, 'schemas')
    .results.flatMap((entry): LexiconEntry[] => {
      const entityType = entry.entityType ?? entry.entity_type ?? type;
      const name = entry.name ?? entry.entity_name;
      if (name === undefined || (entityType !== 'event' && entityType !== 'profile')) return [];
      return [{ entityType, name, schema: toSchema(entry.schemaJson ?? entry.schema ?? {}) }];
    })
    .sort((a, b) => byText(a.entityType, b.entityType) || byText(a.name, b.name));
}

/** One entry; undefined when the Lexicon does not have it. */
export async function lexiconEntry(
  http: MixpanelHttp,
  projectId: string,
  wanted: { type: EntityType; name: string },
  call: CallOptions,
): Promise<LexiconEntry | undefined> {
  // No address can end in a part of one or two dots: it would name the folder above.
  if (/^\.{1,2}$/.test(wanted.name)) return undefined;
  let answer: unknown;
  try {
    answer = await http.get('app', path(projectId, wanted.type, wanted.name), {}, call);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
  const { results } = parseAnswer(One, answer, 'schemas');
  const inner = Array.isArray(results) ? results[0] : (results ?? answer);
  if (inner === undefined) return undefined;
  const entry = Entry.safeParse(inner);
  const schema = (entry.success ? (entry.data.schemaJson ?? entry.data.schema) : undefined) ?? parseAnswer(Schema, inner, 'schemas');
  return { entityType: wanted.type, name: wanted.name, schema: toSchema(schema) };
}

/** A slash in a name must not become a level of the path. */
function path(projectId: string, ...parts: string[]): string {
  return ['/projects', projectId, 'schemas', ...parts]
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part.toWellFormed())))
    .join('/');
}

function isNotFound(error: unknown): boolean {
  if (!(error instanceof AnswerError)) return false;
  return error.status === 404 || (error.status === 400 && /not found/i.test(error.answerText));
}

function toSchema(schema: z.infer<typeof Schema>): LexiconSchema {
  const metadata = toMetadata(schema.metadata);
  return {
    ...(schema.description ? { description: schema.description } : {}),
    properties: Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, toProperty(property)])),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function toProperty(property: z.infer<typeof Property>): LexiconProperty {
  const metadata = toMetadata(property.metadata);
  const type = Array.isArray(property.type) ? property.type.join(' or ') : property.type;
  return {
    type: type ?? 'not stated',
    ...(property.description ? { description: property.description } : {}),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** The metadata stand under the name of whoever wrote them, `com.mixpanel` as a rule. */
function toMetadata(metadata: z.infer<typeof Metadata> | null | undefined): LexiconMetadata | undefined {
  const [source, facts] = Object.entries(metadata ?? {}).find(([, each]) => each !== null && each !== undefined) ?? [];
  if (source === undefined || !facts) return undefined;
  return {
    source,
    ...(facts.displayName ? { display_name: facts.displayName } : {}),
    ...(facts.tags ? { tags: facts.tags } : {}),
    ...(typeof facts.hidden === 'boolean' ? { hidden: facts.hidden } : {}),
    ...(typeof facts.dropped === 'boolean' ? { dropped: facts.dropped } : {}),
    ...(facts.contacts ? { contacts: facts.contacts } : {}),
    ...(facts.teamContacts ? { team_contacts: facts.teamContacts } : {}),
  };
}
