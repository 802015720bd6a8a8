// How a tool is listed. Every client pays for the whole list with its context, so the schemas are told in their shortest true form:
// a null that only stands for "left out" is not told, nor are bounds that no caller meets; of the output the top level is enough
// to know what to expect. Parsing (parse-arguments.ts) goes by the full schemas.
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

const catalogues = new WeakMap<readonly AnyTool[], readonly CatalogueEntry[]>();

/** For find_tools; made once, as it takes milliseconds. */
export function catalogueOf(catalogue: readonly AnyTool[]): readonly CatalogueEntry[] {
  const known = catalogues.get(catalogue);
  if (known !== undefined) return known;
  const made = catalogue.map((tool) => ({
    name: tool.name,
    title: tool.title,
    about: tool.about,
    inputSchema: JSON.parse(JSON.stringify(inputSchema(tool))),
  }));
  catalogues.set(catalogue, made);
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
  const { anyOf, minLength, maxLength, minItems: _least, minimum, maximum, items, default: fallback, ...rest } = schema;
  const alternatives = Array.isArray(anyOf)
    ? anyOf
        .filter(isSchema)
        .filter((each) => each.type !== 'null')
        .map(shortest)
    : [];
  const [only] = alternatives;
  return {
    ...(alternatives.length === 1 ? only : alternatives.length > 1 ? { anyOf: alternatives } : {}),
    ...rest,
    ...(isSafeBound(minimum) ? { minimum } : {}),
    ...(isSafeBound(maximum) ? { maximum } : {}),
    ...(isSchema(items) ? { items: shortest(items) } : {}),
    ...(fallback === undefined || fallback === null ? {} : { default: fallback }),
  };
}

function isSchema(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Zod bounds every whole number by ±(2^53 − 1); that tells a model nothing. */
function isSafeBound(bound: JsonValue | undefined): bound is number {
  return typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

function outline(schema: ObjectSchema): ObjectSchema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([name, { type }]) => [name, type === undefined ? {} : { type }]),
  );
  return { type: 'object', properties };
}
