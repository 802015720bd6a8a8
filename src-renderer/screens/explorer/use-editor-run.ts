// From what the editor asks to run to statements that can: parameters put in, plans told apart, changes only where allowed.
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useApi } from '../../app/api-context.tsx';
import { activeTab, activeText } from '../../app/draft.ts';
import { useStores } from '../../app/stores.tsx';
import type { EditorStatement } from '../../ui/editor/editor-setup.ts';
import { type ParameterValue, parameterNames, valueProblem } from '../../ui/editor/parameters.ts';
import { useToast } from '../../ui/toasts.tsx';
import { type Changes, toStatement } from './editor-statements.ts';
import { useRun } from './use-explorer.ts';
import { words } from './words.ts';

const NO_VALUES: Readonly<Record<string, ParameterValue>> = {};

export function useEditorRun() {
  const { draft } = useStores();
  // As one text, so that a key that changes no name draws nothing anew.
  const joinedNames = useStore(draft, (state) => parameterNames(activeText(state)).join(' '));
  const tabId = useStore(draft, (state) => state.activeId);
  const values = useStore(draft, (state) => activeTab(state)?.values ?? NO_VALUES);
  const [askedIn, setAskedIn] = useState<string | null>(null);
  const [isChanging, setIsChanging] = useState(false);
  const run = useRun();
  const changes = useChanges();
  const names = useMemo(() => (joinedNames === '' ? [] : joinedNames.split(' ')), [joinedNames]);

  const ask = (statements: readonly EditorStatement[], isPlan = false) => {
    const missing = statements
      .flatMap(({ sql }) => parameterNames(sql))
      .some((name) => {
        const value = values[name];
        return value === undefined || valueProblem(value) !== null;
      });
    setAskedIn(missing ? tabId : null);
    if (missing) return;
    run(statements.map((statement) => toStatement(statement, { values, changes: isChanging ? changes : null, isPlan })));
  };
  return { ask, names, values, isAsked: askedIn === tabId, isChanging, setIsChanging };
}

function useChanges(): Changes {
  const { client } = useApi();
  const toast = useToast();
  return {
    save: async (name, sql, signal) => {
      const { table, rows } = await client.tables.saveResult({ name, sql }, { signal });
      toast('info', words.changes.saved(rows, table));
    },
    drop: (table, signal) => client.tables.drop({ table }, { signal }),
  };
}
