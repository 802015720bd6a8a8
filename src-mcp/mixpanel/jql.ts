// JQL, in maintenance mode at Mixpanel: offered for scripts that exist already. Its errors are about the script, so they are told
// with the line they speak of.
import { AppError, inputError } from '#shared/errors.ts';
import { AnswerError, messageOf } from './answer-errors.ts';
import type { CallOptions, MixpanelHttp } from './http.ts';

/** Lines of the script shown around the one that failed. */
const SNIPPET_REACH = 1;
const MAX_MESSAGE_CHARS = 600;
const REFUSED: ReadonlySet<number> = new Set([403, 404, 410, 501]);
const RETIRED = /deprecat|retired|no longer|disabled|discontinued|not available|unavailable/i;
const SQL_WAY = 'Fetch the days once with fetch_events and ask the local table with sql: it costs no quota and does not depend on JQL.';

/** Whatever the script yields; one value is a list of one. */
export async function runJql(
  http: MixpanelHttp,
  input: { script: string; params?: Record<string, unknown> | undefined },
  call: CallOptions,
): Promise<unknown[]> {
  const form = { script: input.script, params: input.params === undefined ? undefined : JSON.stringify(input.params) };
  try {
    const answer = await http.postForm('query', '/jql', form, call);
    return Array.isArray(answer) ? answer : [answer];
  } catch (error) {
    throw error instanceof AnswerError ? inJqlWords(error, input.script) : error;
  }
}

function inJqlWords(error: AnswerError, script: string): AppError {
  const said = messageOf(error.answerText.trim()).trim();
  if (REFUSED.has(error.status) || (error.status !== 412 && error.kind === 'mixpanel' && RETIRED.test(said))) return refused(error, said);
  return error.status === 412 ? scriptFailed(said, script, error) : error;
}

function refused(error: AnswerError, said: string): AppError {
  const quoted = said === '' || said.startsWith('<') ? '' : ` Mixpanel said: "${cut(said)}"`;
  return new AppError('mixpanel', `Mixpanel does not run JQL for this project (HTTP ${error.status}).${quoted}`, {
    cause: error,
    hint: SQL_WAY,
  });
}

function scriptFailed(said: string, script: string, cause: unknown): AppError {
  const line = lineOf(said, script);
  const snippet = line === undefined ? '' : `\n${snippetOf(script, line)}`;
  const at = line === undefined ? '' : ` in line ${line}`;
  const failed = inputError(`The JQL script failed${at}: ${cut(said)}${snippet}`, `Mend the script. ${SQL_WAY}`);
  return new AppError(failed.kind, failed.message, { hint: failed.hint, cause });
}

/** Engines write `line 3`, `main.js:3:15` or `<anonymous>:3:15`. A number beyond the script is about something else. */
function lineOf(said: string, script: string): number | undefined {
  const found = /\bline:?\s+(\d+)/i.exec(said) ?? /[\w>)]:(\d+)(?::\d+)?\b/.exec(said);
  const line = Number(found?.[1]);
  return line >= 1 && line <= script.split('\n').length ? line : undefined;
}

function snippetOf(script: string, line: number): string {
  return script
    .split('\n')
    .map((text, index) => ({ number: index + 1, text }))
    .filter(({ number }) => Math.abs(number - line) <= SNIPPET_REACH)
    .map(({ number, text }) => `${number === line ? '>' : ' '} ${number} | ${text.slice(0, 200)}`)
    .join('\n');
}

function cut(text: string): string {
  return text.length > MAX_MESSAGE_CHARS ? `${text.slice(0, MAX_MESSAGE_CHARS)}…` : text;
}
