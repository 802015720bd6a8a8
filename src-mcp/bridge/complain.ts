import { toWireError } from '#shared/errors.ts';

/** One sentence on stderr: what happened, and what to do next. */
export function complain(error: unknown): Promise<void> {
  const wire = toWireError(error);
  const words = wire.hint === undefined ? wire.message : `${wire.message} ${wire.hint}`;
  return new Promise((resolve) => process.stderr.write(`mixlake-mcp: ${words}\n`, () => resolve()));
}
