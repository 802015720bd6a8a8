// Takes the secrets of some accounts out of the text of ~/.mp/config.toml, which belongs to another program: only those lines go,
// everything else stays as it is to the byte, and what comes out is proved to differ in nothing else.
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'smol-toml';
import { inputError } from '#shared/errors.ts';

const HEADER = /^\s*\[([^[\]]+)\]\s*(#.*)?$/;
const SECRET_LINE = /^\s*(?:secret|"secret"|'secret')\s*=/;

/** Throws in words when the file is written in a way that cannot be edited line by line. */
export function withoutSecrets(text: string, names: readonly string[]): string {
  let table: string | undefined;
  const kept = text.split(/(?<=\n)/).filter((line) => {
    const header = HEADER.exec(line)?.[1];
    if (header !== undefined) table = accountOf(header);
    return !(table !== undefined && names.includes(table) && SECRET_LINE.test(line));
  });
  const result = kept.join('');
  if (!isDeepStrictEqual(read(result), expected(read(text), names))) {
    throw inputError(
      'The secrets cannot be taken out of ~/.mp/config.toml: it is written in a way that Mixlake does not edit.',
      'They are in the keychain now; remove the lines "secret = …" from the file yourself.',
    );
  }
  return result;
}

/** `[accounts.NAME]`, or `[NAME]` in the older form. */
function accountOf(header: string): string | undefined {
  try {
    const root: Record<string, unknown> = parse(`[${header}]`);
    const accounts = root.accounts;
    return Object.keys(isTable(accounts) ? accounts : root)[0];
  } catch {
    return undefined; // no header after all: the comparison at the end decides
  }
}

function read(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(
      JSON.stringify(parse(text.replace(/^\uFEFF/, '')), (_key, value) => (typeof value === 'bigint' ? `${value}n` : value)),
    );
  } catch {
    return undefined;
  }
}

function expected(root: Record<string, unknown> | undefined, names: readonly string[]): unknown {
  if (root === undefined) return null;
  const tables = isTable(root.accounts) ? root.accounts : root;
  for (const name of names) {
    const table = tables[name];
    if (isTable(table)) delete table.secret;
  }
  return root;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
