import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { encode } from 'gpt-tokenizer';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TOOLS } from '#mcp/tools/index.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Claude's apps drop an input schema above 16,384 bytes without a word; ours stay at half of that. */
const MAX_SCHEMA_BYTES = 8_192;
const MAX_NAME_CHARS = 40;
const MAX_SHOWN = 30;
/** The first tools; the default profile of all tools has 9,000 tokens to spend. */
const MAX_LIST_TOKENS = 9_000;

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
  return JSON.parse(JSON.stringify(z.toJSONSchema(tool.input.strict(), { io: 'input' })));
}

describe('the list of tools', () => {
  it('has one file for each tool, named like the tool', () => {
    const files = readdirSync(resolve(ROOT, 'src-mcp/tools'), { recursive: true, encoding: 'utf8' }).map((name) => name.split('/').at(-1));
    for (const tool of TOOLS) expect(files).toContain(`${tool.name.replaceAll('_', '-')}.ts`);
  });

  it('stays within what clients show and accept', () => {
    expect(TOOLS.length).toBeLessThanOrEqual(MAX_SHOWN);
    for (const tool of TOOLS) {
      expect(tool.name).toMatch(/^[a-z][a-z_]*$/);
      expect(tool.name.length).toBeLessThanOrEqual(MAX_NAME_CHARS);
      expect(Buffer.byteLength(JSON.stringify(schemaOf(tool)))).toBeLessThan(MAX_SCHEMA_BYTES);
    }
  });

  it('costs the assistant a bounded number of tokens', () => {
    const list = TOOLS.map((tool) => ({
      name: tool.name,
      title: tool.title,
      description: tool.about,
      inputSchema: schemaOf(tool),
      outputSchema: z.toJSONSchema(tool.output, { io: 'output' }),
      annotations: tool.hints,
    }));
    const tokens = encode(JSON.stringify(list)).length;
    console.log(`the list of ${TOOLS.length} tools costs ${tokens} tokens`);
    expect(tokens).toBeLessThan(MAX_LIST_TOKENS);
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
        if (theirs.enum !== undefined) expect(ours[parameter]?.enum).toEqual(expect.arrayContaining(theirs.enum));
      }
    },
  );

  it('has the first tools of mp_mcp and the two for jobs', () => {
    expect(TOOLS.map((tool) => tool.name).sort()).toMatchInlineSnapshot(`
      [
        "cancel_job",
        "fetch_events",
        "fetch_profiles",
        "funnel",
        "job_status",
        "list_cohorts",
        "list_events",
        "list_funnels",
        "list_properties",
        "list_property_values",
        "list_tables",
        "retention",
        "sample",
        "segmentation",
        "sql",
        "table_schema",
        "top_events",
        "workspace_info",
      ]
    `);
  });
});
