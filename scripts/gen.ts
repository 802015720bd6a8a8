// `npm run gen`: writes docs/generated/ from the code. With --check it only compares, for `npm test`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { TOOLS } from '#mcp/tools/index.ts';

const root = resolve(import.meta.dirname, '..');

interface Property {
  type?: string;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  anyOf?: Property[];
}

function typeWords(property: Property): string {
  if (property.enum !== undefined) return property.enum.map((each) => `\`${String(each)}\``).join(' or ');
  if (property.anyOf !== undefined)
    return property.anyOf
      .filter((each) => each.type !== 'null')
      .map(typeWords)
      .join(' or ');
  return property.type ?? 'any';
}

function toolsPage(): string {
  const parts = ['# Tools', '', 'Made from the code by `npm run gen`; do not edit.', ''];
  for (const tool of TOOLS) {
    const schema: { properties?: Record<string, Property>; required?: string[] } = JSON.parse(
      JSON.stringify(z.toJSONSchema(tool.input, { io: 'input' })),
    );
    parts.push(`## ${tool.name}`, '', tool.about, '');
    const properties = Object.entries(schema.properties ?? {});
    if (properties.length === 0) parts.push('Takes no arguments.', '');
    else {
      parts.push('| argument | type | needed | meaning |', '| --- | --- | --- | --- |');
      for (const [name, property] of properties) {
        const isNeeded = schema.required?.includes(name) ?? false;
        const fallback = property.default === undefined ? 'no' : `no (${JSON.stringify(property.default)})`;
        parts.push(
          `| \`${name}\` | ${typeWords(property)} | ${isNeeded ? 'yes' : fallback} | ${(property.description ?? '').replaceAll('|', '\\|')} |`,
        );
      }
      parts.push('');
    }
    const hints = Object.entries(tool.hints)
      .filter(([, on]) => on)
      .map(([hint]) => hint.replace('Hint', ''));
    parts.push(`Hints: ${hints.length === 0 ? 'none' : hints.join(', ')}.`, '');
  }
  return parts.join('\n');
}

const PAGES: Record<string, () => string> = { 'docs/generated/tools.md': toolsPage };

let stale = 0;
for (const [file, make] of Object.entries(PAGES)) {
  const path = resolve(root, file);
  const text = make();
  if (process.argv.includes('--check')) {
    let present = '';
    try {
      present = readFileSync(path, 'utf8');
    } catch {
      // Missing counts as stale.
    }
    if (present !== text) {
      stale += 1;
      console.error(`${file} is not up to date: run \`npm run gen\` and commit.`);
    }
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
process.exit(stale === 0 ? 0 : 1);
