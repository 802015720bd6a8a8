import { TOOLS } from './index.ts';

/** The bridge asks these again of the next engine when this one dies in the middle. */
export const REPEATABLE_TOOLS: string[] = TOOLS.filter(({ hints }) => hints.readOnlyHint || hints.idempotentHint).map(({ name }) => name);
