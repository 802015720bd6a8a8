// The local profiles table that answers for user["…"] in a question about events.
import { inputError } from '#shared/errors.ts';
import { selectionId } from '../lake/ledger.ts';
import type { ToolContext } from '../server/tool-definition.ts';

/** The table with all profiles of the project, else one with some of them, which the notes then say. */
export async function profilesFor(context: ToolContext): Promise<{ table: string; notes: string[] }> {
  const lake = await (await context.workspace()).lake();
  const tables = (await lake.tables()).filter((table) => table.kind === 'profiles');
  const known = await Promise.all(
    tables.map(async ({ name, fetchedAt }) => ({
      name,
      fetchedAt: fetchedAt ?? '',
      isWhole: (await lake.profileSelections(name)).includes(selectionId({ kind: 'profiles' })),
    })),
  );
  const [best] = known.sort((a, b) => Number(b.isWhole) - Number(a.isWhole) || (a.fetchedAt > b.fetchedAt ? -1 : 1));
  if (best === undefined) {
    throw inputError('user["…"] needs profiles in a local table, and there are none yet.', 'Call fetch_profiles with {}, then ask again.');
  }
  const fetched = `Profile properties are those of the table ${best.name}, as they were when fetched (${best.fetchedAt}).`;
  const some = `The table ${best.name} holds only a selection of profiles; users outside it have no profile properties here.`;
  return { table: best.name, notes: best.isWhole ? [fetched] : [fetched, some] };
}
