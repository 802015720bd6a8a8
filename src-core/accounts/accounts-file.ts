// Reads the two files that can hold accounts: our own accounts.toml (no secrets in it) and mp_mcp's ~/.mp/config.toml, in its
// present form (`default` key, tables [accounts.NAME]) and its older one (a table per account, `[default]` among them).
import { readFile } from 'node:fs/promises';
import { parse, TomlError } from 'smol-toml';
import { AppError } from '#shared/errors.ts';
import { type Account, parseBaseUrl, parseProjectId, parseRegion } from './account.ts';

export interface AccountsFile {
  accounts: Account[];
  defaultName: string | undefined;
}

const EMPTY: AccountsFile = { accounts: [], defaultName: undefined };

export async function readAccountsFile(file: string, source: 'mixlake' | 'mp-config'): Promise<AccountsFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return EMPTY;
    throw new AppError('input', `The accounts file ${file} cannot be read.`, { cause, hint: 'Check its permissions.' });
  }
  let root: Record<string, unknown>;
  try {
    root = parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    // The parser's own error is not passed on as the cause: it quotes the lines around the fault, and one of them may hold a secret.
    const where = cause instanceof TomlError ? ` (line ${cause.line}, column ${cause.column})` : '';
    throw new AppError('input', `The accounts file ${file} is not valid TOML${where}.`, { hint: 'Mend that line; nothing was changed.' });
  }
  const defaultName = typeof root.default === 'string' ? root.default : undefined;
  const accounts = Object.entries(accountTables(root)).map(([name, table]) => toAccount(name, table, source, file));
  const first = accounts.find((account) => account.name === 'default') ?? accounts[0];
  const chosen = defaultName ?? first?.name;
  return { accounts: accounts.map((account) => ({ ...account, isDefault: account.name === chosen })), defaultName: chosen };
}

function accountTables(root: Record<string, unknown>): Record<string, Record<string, unknown>> {
  const candidates = isTable(root.accounts) ? root.accounts : root;
  return Object.fromEntries(
    Object.entries(candidates).filter((entry): entry is [string, Record<string, unknown>] => isTable(entry[1]) && 'username' in entry[1]),
  );
}

function toAccount(name: string, table: Record<string, unknown>, source: 'mixlake' | 'mp-config', file: string): Account {
  const where = `account "${name}" of ${file}`;
  return {
    name,
    username: requireText(table, 'username', where),
    projectId: parseProjectId(table.project_id, where),
    region: parseRegion(optionalText(table, 'region') ?? 'us', where),
    workspaceId: table.workspace_id === undefined ? undefined : parseProjectId(table.workspace_id, `workspace_id of ${where}`),
    baseUrl: table.base_url === undefined ? undefined : parseBaseUrl(requireText(table, 'base_url', where), `base_url of ${where}`),
    source,
    isDefault: false,
    secret: source === 'mp-config' ? optionalText(table, 'secret') : undefined,
  };
}

function requireText(table: Record<string, unknown>, key: string, where: string): string {
  const value = optionalText(table, key);
  if (value === undefined || value === '') throw new AppError('input', `The ${where} has no ${key}.`, { hint: `Add ${key} = "…" to it.` });
  return value;
}

function optionalText(table: Record<string, unknown>, key: string): string | undefined {
  const value = table[key];
  return typeof value === 'string' ? value : undefined;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
