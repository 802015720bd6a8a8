import { AppError, inputError } from '#shared/errors.ts';
import { AnswerError } from '../../mixpanel/answer-errors.ts';

/** Mixpanel does not know the report, or it is of another kind: an error in a 200, a 400 or a 404. */
export function isUnknownReport(error: unknown): error is AnswerError {
  return error instanceof AnswerError && error.kind === 'mixpanel' && [200, 400, 404].includes(error.status);
}

export function notASavedReport(error: unknown, id: number, type: string): unknown {
  if (!isUnknownReport(error)) return error;
  const ours = inputError(
    `Mixpanel could not run the saved report ${id} as ${type}.${quoted(error)}`,
    `list_bookmarks shows the saved reports with their ids and types; the bookmark_type must be that of the report.`,
  );
  return new AppError(ours.kind, ours.message, { hint: ours.hint, cause: error });
}

function quoted(error: AnswerError): string {
  return /Mixpanel said: ".*"/.exec(error.message)?.[0].replace(/^/, ' ') ?? '';
}
