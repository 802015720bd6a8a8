import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../app/api-context.tsx';
import { counted } from '../../ui/quantities.ts';

export function ExplorerScreen() {
  const { query } = useApi();
  const tables = useQuery(query.tables.list.queryOptions()).data?.tables ?? [];
  return (
    <ul aria-label="Tables" className="p-4">
      {tables.map((table) => (
        <li key={table.name}>
          {table.name} {counted(table.rowCount, 'row')}
        </li>
      ))}
    </ul>
  );
}
