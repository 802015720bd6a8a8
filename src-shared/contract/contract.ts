// The one list of calls and events between window, app and engine. A missing handler does not compile.
import type { ContractRouterClient } from '@orpc/contract';
import { appContract } from './app.ts';
import { assistantsContract } from './assistants.ts';
import { engineCalls, type engineContract } from './engine.ts';

/** What the window may call. */
export const windowContract = { ...appContract, ...assistantsContract, ...engineCalls };

export type WindowClient = ContractRouterClient<typeof windowContract>;
export type EngineClient = ContractRouterClient<typeof engineContract>;
