import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { encode } from 'gpt-tokenizer';
import { describe, expect, it } from 'vitest';
import { describeTool, listTools } from '#mcp/server/tool-listing.ts';
import { TOOLS } from '#mcp/tools/index.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Claude's apps drop an input schema above 16,384 bytes without a word; ours stay at half of that. */
const MAX_SCHEMA_BYTES = 8_192;
const MAX_NAME_CHARS = 40;
/** How many tools each profile may list, and what its list may cost. */
const PROFILES = [
  { profile: 'compact', tools: 12, tokens: 3_500 },
  { profile: 'default', tools: 30, tokens: 9_000 },
  { profile: 'full', tools: 100, tokens: 22_000 },
] as const;

const OPENERS = ['find_tools', 'use_tool'];

/** Being built. */
const NOT_YET: string[] = [];

interface Parameter {
  required: boolean;
  default?: unknown;
  enum?: unknown[];
}

const contract: Record<string, Record<string, Parameter>> = JSON.parse(
  readFileSync(resolve(ROOT, 'test/fixtures/contract/tool-parameters.json'), 'utf8'),
);

function schemaOf(tool: (typeof TOOLS)[number]): {
  properties?: Record<string, { default?: unknown; enum?: unknown[] }>;
  required?: string[];
} {
  return JSON.parse(JSON.stringify(describeTool(tool).inputSchema));
}

/** The choices of a parameter, also where it is a list of choices or may be null. */
function choicesOf(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'enum' in schema && Array.isArray(schema.enum) ? schema.enum : [];
  return [...own, ...Object.values(schema).flatMap(choicesOf)];
}

describe('the list of tools', () => {
  it('has one file for each tool, named like the tool', () => {
    const files = readdirSync(resolve(ROOT, 'src-mcp/tools'), { recursive: true, encoding: 'utf8' }).map((name) => name.split('/').at(-1));
    for (const tool of TOOLS) expect(files).toContain(`${tool.name.replaceAll('_', '-')}.ts`);
  });

  it('stays within what clients show and accept', () => {
    for (const tool of TOOLS) {
      expect(tool.name).toMatch(/^[a-z][a-z_]*$/);
      expect(tool.name.length).toBeLessThanOrEqual(MAX_NAME_CHARS);
      expect(Buffer.byteLength(JSON.stringify(schemaOf(tool)))).toBeLessThan(MAX_SCHEMA_BYTES);
    }
  });

  it.each(PROFILES)('in the profile $profile has at most $tools tools and costs at most $tokens tokens', ({ profile, tools, tokens }) => {
    const list = listTools(TOOLS, profile);
    const cost = encode(JSON.stringify(list)).length;
    console.log(`profile ${profile}: ${list.length} tools, ${cost} tokens`);
    expect(list.length).toBeLessThanOrEqual(tools);
    expect(cost).toBeLessThanOrEqual(tokens);
  });

  it('has every tool within reach of every profile, and only tools that exist in each', () => {
    const names = TOOLS.map((tool) => tool.name);
    for (const { profile } of PROFILES) {
      const listed = listTools(TOOLS, profile).map((tool) => tool.name);
      expect(names).toEqual(expect.arrayContaining(listed));
      if (profile === 'full') expect(listed.sort()).toEqual(names.filter((name) => !OPENERS.includes(name)).sort());
      else expect(listed).toEqual(expect.arrayContaining(OPENERS));
    }
  });

  it.each(TOOLS.map((tool) => [tool.name, tool] as const))(
    '%s states all four hints and describes every argument with words',
    (_name, tool) => {
      expect(Object.keys(tool.hints).sort()).toEqual(['destructiveHint', 'idempotentHint', 'openWorldHint', 'readOnlyHint']);
      if (tool.hints.readOnlyHint) expect(tool.hints.destructiveHint).toBe(false);
      expect(tool.about.length).toBeGreaterThan(60);
      expect(tool.about.length).toBeLessThan(900);
      for (const field of Object.values(tool.input.shape)) expect(field.description ?? '').not.toBe('');
    },
  );

  it.each(TOOLS.filter((tool) => tool.name in contract).map((tool) => [tool.name, tool] as const))(
    '%s takes the arguments that mp_mcp took, with the same names, needs and defaults',
    (name, tool) => {
      const schema = schemaOf(tool);
      const ours = schema.properties ?? {};
      for (const [parameter, theirs] of Object.entries(contract[name] ?? {})) {
        expect(Object.keys(ours)).toContain(parameter);
        expect(schema.required?.includes(parameter) ?? false, `${parameter} is needed`).toBe(theirs.required);
        if (theirs.default !== undefined && theirs.default !== null) expect(ours[parameter]?.default).toEqual(theirs.default);
        if (theirs.enum !== undefined) expect(choicesOf(ours[parameter])).toEqual(expect.arrayContaining(theirs.enum));
      }
    },
  );

  it('has the tools of mp_mcp, and a few of its own', () => {
    const names = TOOLS.map((tool) => tool.name);
    const missing = Object.keys(contract).filter((name) => !names.includes(name));
    expect(missing.sort()).toEqual([...NOT_YET].sort());
    expect(names.filter((name) => !(name in contract)).sort()).toEqual([
      ...['cancel_job', 'compact', 'export', 'find_tools', 'job_status', 'next_page', 'sync', 'use_tool'],
    ]);
  });
});
