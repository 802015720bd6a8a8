// Calls about the AI clients of this computer. A change is planned first and shown; what is carried out is that plan, or nothing.
import { z } from 'zod';
import { Assistant, AssistantAction, AssistantBundle, AssistantCheck, AssistantId, AssistantPlan } from '../model/assistant.ts';
import { procedure } from './procedure.ts';

const Account = z.string().min(1).optional();
const Wish = z.object({ id: AssistantId, account: Account });
const Agreed = Wish.extend({ basis: z.string().nullable() });

export const assistantsContract = {
  assistants: {
    list: procedure.output(z.object({ assistants: z.array(Assistant) })),
    /** What would be written. Without an account the assistant works with the default one, also when that is another one tomorrow. */
    plan: procedure.input(Wish.extend({ action: AssistantAction })).output(AssistantPlan),
    /** `basis` is that of the plan; a file that has changed since is left alone. */
    register: procedure.input(Agreed).output(Assistant),
    unregister: procedure.input(Agreed).output(Assistant),
    repair: procedure.input(Agreed).output(Assistant),
    /** Puts the bytes from before the last change back. */
    undo: procedure.input(z.object({ id: AssistantId })).output(Assistant),
    /** Looks for faults and starts the registered command as the client would. Takes seconds. */
    check: procedure.input(z.object({ id: AssistantId })).output(AssistantCheck),
    /** Writes a bundle file into Mixlake's exports. */
    bundle: procedure.input(z.object({ account: Account })).output(AssistantBundle),
  },
};
