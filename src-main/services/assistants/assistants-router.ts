import { implement } from '@orpc/server';
import { assistantsContract } from '#shared/contract/assistants.ts';
import type { Assistants } from './assistants.ts';

export function createAssistantsRouter(assistants: Assistants) {
  const os = implement(assistantsContract.assistants);
  return os.router({
    list: os.list.handler(async () => ({ assistants: await assistants.list() })),
    plan: os.plan.handler(({ input }) => assistants.plan(input)),
    register: os.register.handler(({ input }) => assistants.register(input)),
    unregister: os.unregister.handler(({ input }) => assistants.unregister(input)),
    repair: os.repair.handler(({ input }) => assistants.repair(input)),
    undo: os.undo.handler(({ input }) => assistants.undo(input.id)),
    check: os.check.handler(({ input, signal }) => assistants.check(input.id, signal)),
    bundle: os.bundle.handler(({ input }) => assistants.bundle(input.account)),
  });
}
