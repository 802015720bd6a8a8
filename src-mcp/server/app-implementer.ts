// The engine's half of the contract, to be filled in: an error leaves it in the contract's shape, whatever was thrown.
import { implement } from '@orpc/server';
import { toContractError } from '#shared/contract/contract-errors.ts';
import { engineContract } from '#shared/contract/engine.ts';

export type Implementer = ReturnType<typeof implementer>;

export function implementer() {
  return implement(engineContract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toContractError(error);
    }
  });
}
