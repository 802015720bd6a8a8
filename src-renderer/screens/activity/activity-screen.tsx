import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../app/api-context.tsx';

export function ActivityScreen() {
  const { query } = useApi();
  const entries = useQuery(query.activity.list.queryOptions({ input: {} })).data?.entries ?? [];
  return (
    <ul aria-label="Activity" className="p-4">
      {entries.map((entry) => (
        <li key={entry.id}>
          {entry.tool} {entry.summary}
        </li>
      ))}
    </ul>
  );
}
