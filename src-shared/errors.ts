// The closed list of error kinds and the one shape in which an error crosses a process.
// Inside a process we throw AppError; at an edge (run-tool.ts, the contract's handlers) toWireError() turns whatever
// was thrown into words. Texts are sentences for people: what happened, and in `hint` what to do next.
//
// No zod here: the bridge bundles this file and must start in a few hundredths of a second (schema: model/wire-error.ts).
export const ERROR_KINDS = [
  'input', // an argument, a date, a name: the caller can mend it
  'auth', // Mixpanel refused the credentials, or no account is configured
  'rate-limited', // the hour's quota is used up
  'network', // Mixpanel could not be reached, or the transfer broke
  'mixpanel', // Mixpanel answered with an error of its own (plan, permission, server fault)
  'sql', // a statement was refused by the policy or failed in DuckDB
  'lake-busy', // the local database is held or being worked on
  'keychain', // the operating system's keychain is missing, locked or silent
  'cancelled', // the person, the client or a time limit stopped it
  'internal', // our own fault
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

export interface WireError {
  kind: ErrorKind;
  message: string;
  hint?: string | undefined;
  /** Seconds until the same call can succeed, when that is known. */
  retryAfterSeconds?: number | undefined;
}

export interface AppErrorOptions {
  /** What to do next, one sentence. */
  hint?: string | undefined;
  cause?: unknown;
  retryAfterSeconds?: number | undefined;
  /** The other side has a fault of its own (HTTP 5xx): the same question may be answered later, or in smaller parts. */
  isServerFault?: boolean | undefined;
}

export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly isServerFault: boolean;

  constructor(kind: ErrorKind, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.hint = options.hint;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.isServerFault = options.isServerFault ?? false;
  }
}

/** Bad input, with the way to mend it. */
export function inputError(message: string, hint?: string): AppError {
  return new AppError('input', message, { hint });
}

export function cancelledError(message = 'The work was cancelled.', hint?: string): AppError {
  return new AppError('cancelled', message, { hint });
}

export function isAbort(error: unknown): boolean {
  if (error instanceof AppError) return error.kind === 'cancelled';
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

/**
 * Turns whatever was thrown into the wire shape. The text of an unknown error is never shown (it may hold paths or
 * data): the reader gets a fixed sentence and, when given, the activity entry under which the log has the details.
 */
export function toWireError(error: unknown, entryId?: string): WireError {
  if (error instanceof AppError) {
    return {
      kind: error.kind,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    };
  }
  if (isAbort(error)) return { kind: 'cancelled', message: 'The work was cancelled before it finished.' };
  return {
    kind: 'internal',
    message: 'Something went wrong inside Mixlake.',
    hint: entryId === undefined ? 'The log has the details.' : `The log has the details under activity entry ${entryId}.`,
  };
}

/** Makes a thrown error of the wire shape again, on the other side of a process border. */
export function fromWireError(wire: WireError): AppError {
  return new AppError(wire.kind, wire.message, { hint: wire.hint, retryAfterSeconds: wire.retryAfterSeconds });
}

export function assertNever(value: never): never {
  throw new AppError('internal', `Unexpected value: ${JSON.stringify(value)}`);
}
