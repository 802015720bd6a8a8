import type { QueryColumn } from '#shared/model/query.ts';
import type { ResultFilter } from '#shared/model/result-view.ts';

/** "name contains “x”". */
export function filterWords(filter: ResultFilter, columns: readonly QueryColumn[]): string {
  const name = columns[filter.column]?.name ?? '';
  switch (filter.kind) {
    case 'contains':
      return `${name} contains “${filter.text}”`;
    case 'equals':
      return `${name} = “${filter.text}”`;
    case 'range':
      if (filter.from === null) return `${name} ≤ ${filter.to ?? ''}`;
      return filter.to === null ? `${name} ≥ ${filter.from}` : `${name} from ${filter.from} to ${filter.to}`;
    case 'null':
      return `${name} is NULL`;
    case 'not-null':
      return `${name} is not NULL`;
  }
}
