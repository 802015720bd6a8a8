// Mixpanel has no single error shape: JSON, plain text, HTML or nothing. This file turns an answer that is not a success into
// one of our kinds with a sentence that helps. It branches on the status; known texts only improve the hint.
import { AppError } from '#shared/errors.ts';

export interface BadAnswer {
  status: number;
  text: string;
  retryAfterMs: number | undefined;
}

/** For the few endpoints that know more of an error than its status and our sentence tell. */
export class AnswerError extends AppError {
  readonly status: number;
  /** What Mixpanel sent, as it came. */
  readonly answerText: string;

  constructor(error: AppError, answer: BadAnswer) {
    const { hint, retryAfterSeconds, isServerFault } = error;
    super(error.kind, error.message, { hint, retryAfterSeconds, isServerFault });
    this.name = 'AnswerError';
    this.status = answer.status;
    this.answerText = answer.text;
  }
}

const MAX_QUOTED_CHARS = 300;

interface KnownText {
  contains: RegExp;
  hint: string;
}

const KNOWN_TEXTS: readonly KnownText[] = [
  {
    contains: /to_date cannot be later than today/i,
    hint: "The project's time zone is behind this computer's: end the range a day earlier.",
  },
  { contains: /Date range exceeds .*days into the past/i, hint: 'The plan of this project keeps only that many days: move from_date.' },
  { contains: /invalid date, bad year/i, hint: 'Mixpanel refuses dates before 2000.' },
  { contains: /unknown variable/i, hint: 'Write properties["name"] instead of the bare name.' },
  {
    contains: /page in uncached query/i,
    hint: 'The paging session has expired: start the fetch again. With behaviors, give as_of_timestamp as well.',
  },
  { contains: /unit and interval both set/i, hint: 'Give unit or interval, not both.' },
];

export function errorFromAnswer(answer: BadAnswer): AnswerError {
  return new AnswerError(errorInWords(answer), answer);
}

function errorInWords(answer: BadAnswer): AppError {
  const said = quote(answer.text);
  if (/Unable to authenticate request/i.test(answer.text)) return credentialsRefused(said);
  switch (answer.status) {
    case 401:
      return credentialsRefused(said);
    case 402:
      return new AppError('mixpanel', `The Mixpanel plan of this project does not include this API.${said}`, {
        hint: 'Other tools may still work: raw export (fetch_events) often does. An upgrade of the plan enables the rest.',
      });
    case 403:
      return forbidden(answer.text, said);
    case 404:
      return new AppError('mixpanel', `Mixpanel does not know what was asked for.${said}`, {
        hint: 'Check the id, and that the account belongs to this project and region.',
      });
    case 429:
      return tooMany(answer, said);
    case 400:
    case 412:
    case 422:
      return new AppError('mixpanel', `Mixpanel did not accept the request.${said}`, { hint: hintFor(answer.text) });
    default:
      if (answer.status >= 500) {
        return new AppError('mixpanel', `Mixpanel has a fault of its own at the moment (HTTP ${answer.status}).${said}`, {
          hint: 'This is usually over in minutes: try again.',
          isServerFault: true,
        });
      }
      return new AppError('mixpanel', `Mixpanel answered with HTTP ${answer.status}.${said}`, { hint: 'Try again, or ask for less.' });
  }
}

/** A few endpoints put an error into an answer with status 200. */
export function errorInside(body: unknown): AnswerError | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body) || typeof body.error !== 'string') return undefined;
  const error = new AppError('mixpanel', `Mixpanel did not answer the question.${quote(body.error)}`, { hint: hintFor(body.error) });
  return new AnswerError(error, { status: 200, text: body.error, retryAfterMs: undefined });
}

export function isQueryTimeout(status: number, text: string): boolean {
  return status === 400 && /timeout error/i.test(text);
}

/** The hour's limit, not the one on parallel calls: `61/60 queries running in the last hour`. */
export function isHourLimit(text: string): boolean {
  const match = /(\d+)\/(\d+) queries running in the last hour/.exec(text);
  return match !== null && Number(match[1]) >= Number(match[2]);
}

function credentialsRefused(said: string): AppError {
  return new AppError('auth', `Mixpanel refused the credentials.${said}`, {
    hint: 'Check username and secret of the service account, that it belongs to this project, and the region (us, eu, in): the wrong region answers just like this.',
  });
}

function forbidden(text: string, said: string): AppError {
  if (/days into the past/i.test(text)) {
    return new AppError('mixpanel', `The range begins before the days this project may query.${said}`, { hint: hintFor(text) });
  }
  return new AppError('auth', `The account may not do this in this project.${said}`, {
    hint: 'Add the service account to the project with the role Analyst or higher, and check the project id.',
  });
}

function tooMany(answer: BadAnswer, said: string): AppError {
  const seconds = Math.ceil((answer.retryAfterMs ?? 60_000) / 1000);
  return new AppError('rate-limited', `Mixpanel's rate limit for this project is reached.${said}`, {
    hint: `Other tools on the same project use the same limit. Try again in ${seconds} s, or ask the local tables with sql, which costs nothing.`,
    retryAfterSeconds: seconds,
  });
}

function hintFor(text: string): string {
  return (
    KNOWN_TEXTS.find((known) => known.contains.test(text))?.hint ?? 'Check the parameters; list_events and list_properties show the names.'
  );
}

/** What Mixpanel said, marked as a quotation and cut; empty for HTML pages and empty bodies. */
function quote(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('<')) return '';
  const words = messageOf(trimmed).replaceAll(/\s+/g, ' ').trim();
  const cut = words.length > MAX_QUOTED_CHARS ? `${words.slice(0, MAX_QUOTED_CHARS)}…` : words;
  return ` Mixpanel said: "${cut}"`;
}

export function messageOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) {
      if ('error' in body && typeof body.error === 'string') return body.error;
      if ('message' in body && typeof body.message === 'string') return body.message;
    }
  } catch {
    // Not JSON: the text itself is the message.
  }
  return text;
}
