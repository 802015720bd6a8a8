// How our errors cross the contract: thrown AppError → ORPCError with the wire shape as data → AppError again.
// No zod here either (errors.ts): the window bundles this file.
import { ORPCError } from '@orpc/client';
import { AppError, ERROR_KINDS, type ErrorKind, fromWireError, toWireError, type WireError } from '../errors.ts';
import type { ERROR_CODE as CodeOfTheContract } from './procedure.ts';

/** The same as in procedure.ts, which the compiler checks; importing it would bring its schema along. */
const ERROR_CODE: typeof CodeOfTheContract = 'MIXLAKE';

/** For the serving side. An error that already came over the contract passes unchanged. */
export function toContractError(error: unknown): Error {
  if (error instanceof ORPCError && error.code === ERROR_CODE) return error;
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const wire = {
      kind: 'input' as const,
      message: 'The call has arguments that do not fit.',
      hint: 'Update Mixlake: window and engine may differ.',
    };
    return new ORPCError(ERROR_CODE, { status: 400, message: wire.message, data: wire });
  }
  const wire = toWireError(error);
  return new ORPCError(ERROR_CODE, { status: 400, message: wire.message, data: wire, ...(error instanceof Error ? { cause: error } : {}) });
}

/** For the calling side; undefined when it is no error of the contract. */
export function fromContractError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (!(error instanceof ORPCError) || error.code !== ERROR_CODE) return undefined;
  const wire = wireErrorOf(error.data);
  return wire === undefined ? undefined : fromWireError(wire);
}

function wireErrorOf(data: unknown): WireError | undefined {
  if (typeof data !== 'object' || data === null || !('kind' in data) || !('message' in data)) return undefined;
  const { kind, message } = data;
  if (!isKind(kind) || typeof message !== 'string') return undefined;
  const hint = 'hint' in data && typeof data.hint === 'string' ? data.hint : undefined;
  const retryAfterSeconds = 'retryAfterSeconds' in data && typeof data.retryAfterSeconds === 'number' ? data.retryAfterSeconds : undefined;
  return { kind, message, hint, retryAfterSeconds };
}

function isKind(value: unknown): value is ErrorKind {
  return ERROR_KINDS.some((kind) => kind === value);
}
