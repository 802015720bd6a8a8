// What the editor can complete in this lake. Mixpanel properties live in the JSON column `properties`; the lake's macro
// prop('name') reads one, because `properties->>'$browser'` would be taken for a path.
import type { TableSummary } from '#shared/model/table.ts';
import type { CompletionNames } from '../../ui/editor/completion.ts';
import { words } from './words.ts';

export interface Vocabulary {
  readonly functions: readonly string[];
  readonly keywords: readonly string[];
  readonly properties: Readonly<Record<string, readonly string[]>>;
}

export function editorNames(tables: readonly TableSummary[], vocabulary: Vocabulary | undefined): CompletionNames {
  const properties = [...new Set(Object.values(vocabulary?.properties ?? {}).flat())];
  return {
    tables: tables.map(({ name, rowCount, columns }) => ({ name, detail: words.editor.tableDetail(rowCount), columns })),
    functions: vocabulary?.functions ?? [],
    keywords: vocabulary?.keywords ?? [],
    snippets: properties.map((name) => ({ label: name, insert: propertyCall(name), detail: words.editor.propertyDetail })),
    textArguments: { prop: properties },
  };
}

export function propertyCall(name: string): string {
  return `prop('${name.replaceAll("'", "''")}')`;
}
