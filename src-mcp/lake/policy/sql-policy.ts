// The gate every statement from a person or an assistant passes before it comes near the data: Layer B (judge.ts parses it
// elsewhere) and Layer C (check-tree.ts allows by name). Explorer, the sql tool, result handles and "save as table" rely on
// it; Layer A (open.ts) and D, E (query-gate.ts) stand behind it, because each layer alone was seen to leak.
import { SqlError } from '../query-errors.ts';
import { checkTree } from './check-tree.ts';
import { createJudge } from './judge.ts';
import { EMPTY_STATEMENT } from './refusals.ts';
import { splitExplain, trimStatementEnd } from './statement-text.ts';

export type StatementKind = 'select' | 'describe' | 'explain' | 'explain-analyze';

export interface CheckedStatement {
  /** Exactly one statement as it will run, without a trailing semicolon. It starts where the person's text starts. */
  sql: string;
  /** `describe` is also SHOW and SUMMARIZE; it can stand in brackets in FROM like a select. */
  kind: StatementKind;
  /** Tables and views it reads, as written. */
  tables: string[];
}

export interface SqlPolicy {
  /** Throws SqlError (kind 'sql') with a hint when the text may not run. */
  check(text: string): Promise<CheckedStatement>;
  close(): void;
}

export interface SqlPolicyOptions {
  /** Table macros that the lake itself defines, in lower case. */
  lakeTableMacros?: readonly string[];
}

function kindOfStatement(explain: 'none' | 'plan' | 'analyze', isDescribe: boolean): StatementKind {
  if (explain === 'analyze') return 'explain-analyze';
  if (explain === 'plan') return 'explain';
  return isDescribe ? 'describe' : 'select';
}

export async function createSqlPolicy(options: SqlPolicyOptions = {}): Promise<SqlPolicy> {
  const judge = await createJudge();
  const lakeTableMacros = new Set(options.lakeTableMacros ?? []);
  return {
    async check(text) {
      const sql = trimStatementEnd(text);
      if (sql.trim() === '') throw new SqlError(EMPTY_STATEMENT.message, { hint: EMPTY_STATEMENT.hint });
      const { explain, judged } = splitExplain(sql);
      const { tables, isDescribe } = checkTree(await judge.parse(judged), lakeTableMacros);
      return { sql, kind: kindOfStatement(explain, isDescribe), tables };
    },
    close: () => judge.close(),
  };
}
