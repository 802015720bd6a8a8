// How our errors cross the contract: thrown AppError → ORPCError with the wire shape as data → AppError again.
import { ORPCError } from '@orpc/contract';
import { AppError, fromWireError, toWireError } from '../errors.ts';
import { WireErrorSchema } from '../model/wire-error.ts';
import { ERROR_CODE } from './procedure.ts';

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
  const parsed = WireErrorSchema.safeParse(error.data);
  return parsed.success ? fromWireError(parsed.data) : undefined;
}
