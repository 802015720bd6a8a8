// Columns of the result grid from the columns of a result.
import type { QueryColumn } from '#shared/model/query.ts';
import { isNumericType } from '../../ui/grid/cell-text.ts';
import type { GridColumn } from '../../ui/grid/column-widths.ts';

export function gridColumns(columns: readonly QueryColumn[]): GridColumn[] {
  return columns.map(({ name, type }) => ({ name, type, align: isNumericType(type) ? 'right' : 'left' }));
}
