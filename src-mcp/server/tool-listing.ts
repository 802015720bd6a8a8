// How a tool is listed. Every client pays for the whole list with its context, so the schemas are told in their shortest true form:
// a null that only stands for "left out" is not told, nor are bounds that no caller meets; of the output the top level is enough
// to know what to expect. Parsing (parse-arguments.ts) goes by the full schemas.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { ToolProfile } from '#core/link/hello.ts';
import type { JsonObject, JsonValue } from '#shared/model/json.ts';
import { isListed } from '../tools/profiles.ts';
import type { AnyTool, CatalogueEntry } from './tool-definition.ts';

export interface ListedTool {
  name: string;
  title: string;
  description: string;
  inputSchema: ObjectSchema;
  outputSchema: ObjectSchema;
  annotations: AnyTool['hints'];
}

type ObjectSchema = JsonObject & { type: 'object'; properties: Record<string, JsonObject>; required?: string[] };

const lists = new Map<ToolProfile, ListedTool[]>();

/** The same for every client of a profile, in a stable order; made once. */
export function listTools(catalogue: readonly AnyTool[], profile: ToolProfile): ListedTool[] {
  const known = lists.get(profile);
  if (known !== undefined) return known;
  const made = catalogue.filter((tool) => isListed(profile, tool.name)).map(describeTool);
  lists.set(profile, made);
  return made;
}

const entries = new WeakMap<AnyTool, CatalogueEntry>();

/** For find_tools; each entry is made once, as it takes a millisecond. */
export function catalogueOf(catalogue: readonly AnyTool[]): readonly CatalogueEntry[] {
  return catalogue.map(entryOf);
}

/** Tool by tool, so that nobody waits for it. */
export async function catalogueAhead(catalogue: readonly AnyTool[]): Promise<void> {
  for (const tool of catalogue) {
    entryOf(tool);
    await nextTurn();
  }
}

function entryOf(tool: AnyTool): CatalogueEntry {
  const known = entries.get(tool);
  if (known !== undefined) return known;
  const made = { name: tool.name, title: tool.title, about: tool.about, inputSchema: JSON.parse(JSON.stringify(inputSchema(tool))) };
  entries.set(tool, made);
  return made;
}

export function describeTool(tool: AnyTool): ListedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.about,
    inputSchema: inputSchema(tool),
    outputSchema: outline(toSchema(tool.output, 'output')),
    annotations: tool.hints,
  };
}

export function inputSchema(tool: AnyTool): ObjectSchema {
  const schema = toSchema(tool.input.strict(), 'input');
  const properties = Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, shortest(each)]));
  return {
    type: 'object',
    properties,
    ...(schema.required === undefined ? {} : { required: schema.required }),
    additionalProperties: false,
  };
}

function toSchema(object: z.ZodObject, io: 'input' | 'output'): ObjectSchema {
  return JSON.parse(JSON.stringify({ properties: {}, ...z.toJSONSchema(object, { io }), $schema: undefined, type: 'object' }));
}

function shortest(schema: JsonObject): JsonObject {
  const { type, anyOf, minLength, maxLength, minItems: _least, minimum, maximum, items, default: fallback, ...rest } = schema;
  const { properties, additionalProperties, ...others } = rest;
  const alternatives = Array.isArray(anyOf)
    ? anyOf
        .filter(isSchema)
        .filter((each) => each.type !== 'null')
        .map(shortest)
    : [];
  const [only] = alternatives;
  return {
    ...(alternatives.length === 1 ? only : alternatives.length > 1 ? { anyOf: alternatives } : {}),
    ...(type === undefined ? {} : withTypes(typesOf(schema).filter((each) => each !== 'null' || type === 'null'))),
    ...others,
    ...(isSchema(properties) ? { properties: mapSchemas(properties, shortest) } : {}),
    ...(additionalProperties === undefined || isEmpty(additionalProperties) ? {} : { additionalProperties }),
    ...(isSafeBound(minimum) ? { minimum } : {}),
    ...(isSafeBound(maximum) ? { maximum } : {}),
    ...(isSchema(items) ? { items: shortest(items) } : {}),
    ...(fallback === undefined || fallback === null ? {} : { default: fallback }),
  };
}

function mapSchemas(properties: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, isSchema(each) ? change(each) : each]));
}

/** `{}` allows everything, which is so without a word. */
function isEmpty(schema: JsonValue): boolean {
  return isSchema(schema) && Object.keys(schema).length === 0;
}

function isSchema(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Zod bounds every whole number by ±(2^53 − 1); that tells a model nothing. */
function isSafeBound(bound: JsonValue | undefined): bound is number {
  return typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

/** What cannot be told by types alone is left out: a schema that says nothing takes tokens and, to some clients, is a fault. */
function outline(schema: ObjectSchema): ObjectSchema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, each]) => {
      const types = [...new Set(typesOf(each))];
      return types.length === 0 ? [] : [[name, withTypes(types)]];
    }),
  );
  return { type: 'object', properties };
}

/** A list of types in one place ("string or null") is legal, but some clients cannot map it and refuse the tool. */
function withTypes(types: readonly JsonValue[]): JsonObject {
  const [only] = types;
  return types.length === 1 && only !== undefined ? { type: only } : { anyOf: types.map((type) => ({ type })) };
}

/** Empty where anything may stand. */
function typesOf({ type, anyOf }: JsonObject): JsonValue[] {
  if (type !== undefined) return Array.isArray(type) ? type : [type];
  if (!Array.isArray(anyOf)) return [];
  const each = anyOf.map((branch) => (isSchema(branch) ? typesOf(branch) : []));
  return each.some((types) => types.length === 0) ? [] : each.flat();
}
