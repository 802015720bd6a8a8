// An entry of the Lexicon as the two Lexicon tools give it.
import { z } from 'zod';
import type { LexiconEntry } from '../../mixpanel/lexicon.ts';

const Metadata = z.object({
  source: z.string(),
  display_name: z.string().optional(),
  tags: z.array(z.string()).optional(),
  hidden: z.boolean().optional(),
  dropped: z.boolean().optional(),
  contacts: z.array(z.string()).optional(),
  team_contacts: z.array(z.string()).optional(),
});

export const SchemaJson = z.object({
  description: z.string().optional(),
  properties: z.record(z.string(), z.object({ type: z.string(), description: z.string().optional(), metadata: Metadata.optional() })),
  metadata: Metadata.optional(),
});

export const Entity = z.object({ entity_type: z.enum(['event', 'profile']), name: z.string(), schema_json: SchemaJson });
export type Entity = z.infer<typeof Entity>;

export function toEntity({ entityType, name, schema }: LexiconEntry): Entity {
  return { entity_type: entityType, name, schema_json: SchemaJson.parse(schema) };
}

/** What a reader must know before using the name: its label, and that it is hidden or dropped. */
export function marksOf({ schema_json: { metadata } }: Entity): string {
  const marks = [
    metadata?.display_name === undefined ? '' : `shown as ${JSON.stringify(metadata.display_name)}`,
    metadata?.tags === undefined || metadata.tags.length === 0 ? '' : `tags: ${metadata.tags.join(', ')}`,
    metadata?.hidden === true ? 'hidden' : '',
    metadata?.dropped === true ? 'dropped (no longer stored)' : '',
  ];
  return marks.filter((mark) => mark !== '').join('; ');
}
