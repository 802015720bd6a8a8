// `npm run gen`: writes docs/generated/ from the code. With --check it only compares, for `npm test`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ToolProfile } from '#core/link/hello.ts';
import { PROMPTS } from '#mcp/prompts/index.ts';
import { RESOURCES, TEMPLATES } from '#mcp/resources/index.ts';
import type { AnyTool } from '#mcp/server/tool-definition.ts';
import { inputSchema } from '#mcp/server/tool-listing.ts';
import { TOOLS } from '#mcp/tools/index.ts';
import { isListed } from '#mcp/tools/profiles.ts';

const root = resolve(import.meta.dirname, '..');
const MADE = 'Made from the code by `npm run gen`; do not edit.';
const PROFILES: readonly ToolProfile[] = ['compact', 'default', 'full'];

interface Property {
  type?: string | string[];
  enum?: unknown[];
  default?: unknown;
  description?: string;
  items?: Property;
  anyOf?: Property[];
}

function typeWords(property: Property): string {
  if (property.enum !== undefined) return property.enum.map((each) => `\`${String(each)}\``).join(' or ');
  if (property.anyOf !== undefined) return property.anyOf.map(typeWords).join(' or ');
  if (property.type === 'array' && property.items !== undefined) return `list of ${typeWords(property.items)}`;
  return [property.type ?? 'any']
    .flat()
    .filter((each) => each !== 'null')
    .join(' or ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`);
}

function profilesOf(tool: AnyTool): string[] {
  return PROFILES.filter((profile) => isListed(profile, tool.name));
}

function argumentRows(tool: AnyTool): string[][] {
  // As clients see it, which is shorter than what is parsed.
  const schema: { properties: Record<string, Property>; required?: string[] } = JSON.parse(JSON.stringify(inputSchema(tool)));
  return Object.entries(schema.properties).map(([name, property]) => {
    const isNeeded = schema.required?.includes(name) ?? false;
    const fallback = property.default === undefined ? 'no' : `no (${JSON.stringify(property.default)})`;
    return [`\`${name}\``, typeWords(property), isNeeded ? 'yes' : fallback, property.description ?? ''];
  });
}

function toolPart(tool: AnyTool): string[] {
  const rows = argumentRows(tool);
  const hints = Object.entries(tool.hints)
    .filter(([, on]) => on)
    .map(([hint]) => hint.replace('Hint', ''));
  const facts = [
    `Listed in: ${profilesOf(tool).join(', ')}.`,
    `Hints: ${hints.length === 0 ? 'none' : hints.join(', ')}.`,
    ...(tool.form.long === undefined ? [] : [`Goes on with next_page: \`${tool.form.long}\`.`]),
    ...(tool.asks === true ? ['May ask the person.'] : []),
  ];
  return [
    `## ${tool.name}`,
    '',
    tool.about,
    '',
    ...(rows.length === 0 ? ['Takes no arguments.'] : tableOf(['argument', 'type', 'needed', 'meaning'], rows)),
    '',
    facts.join(' '),
    '',
  ];
}

function toolsPage(): string {
  const counts = PROFILES.map((profile) => `${profile} ${TOOLS.filter((tool) => isListed(profile, tool.name)).length}`).join(', ');
  return [
    '# Tools',
    '',
    MADE,
    '',
    `${TOOLS.length} tools. How many each profile lists: ${counts}. A tool that is not listed can be called all the same.`,
    '',
    ...TOOLS.flatMap(toolPart),
  ].join('\n');
}

function resourcesPage(): string {
  const template = (each: (typeof TEMPLATES)[number]) => [`\`${each.uriTemplate}\``, each.mimeType, each.description];
  return [
    '# Resources',
    '',
    MADE,
    '',
    ...tableOf(
      ['address', 'type', 'what is in it'],
      RESOURCES.map((each) => [`\`${each.uri}\``, each.mimeType, each.description]),
    ),
    '',
    '## Templates',
    '',
    ...tableOf(['address', 'type', 'what is in it'], TEMPLATES.map(template)),
    '',
  ].join('\n');
}

function promptsPage(): string {
  const parts = PROMPTS.flatMap((prompt) => [
    `## ${prompt.name}`,
    '',
    `${prompt.title}. ${prompt.description}`,
    '',
    ...(prompt.arguments.length === 0
      ? ['Takes no arguments.']
      : tableOf(
          ['argument', 'left empty', 'meaning'],
          prompt.arguments.map((each) => [`\`${each.name}\``, each.default, each.description]),
        )),
    '',
  ]);
  return ['# Prompts', '', MADE, '', ...parts].join('\n');
}

const PAGES: Record<string, () => string> = {
  'docs/generated/tools.md': toolsPage,
  'docs/generated/resources.md': resourcesPage,
  'docs/generated/prompts.md': promptsPage,
};

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
