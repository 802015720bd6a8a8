// Asks Mixpanel about an account that may not be saved yet. Only the engine talks to Mixpanel, so each question gets a connection of
// its own, made with that account and closed after the answer.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { ensureEngine, type StartingEngine } from '#core/link/connect.ts';
import { framedPort } from '#core/link/frames.ts';
import type { Hello } from '#core/link/hello.ts';
import type { MixlakePaths } from '#core/paths.ts';
import type { EngineClient } from '#shared/contract/contract.ts';
import { AppError } from '#shared/errors.ts';
import type { AccountChoice } from '#shared/model/account.ts';

export interface AskMixpanelDeps {
  paths: MixlakePaths;
  startEngine: () => StartingEngine;
  hello: (account: AccountChoice) => Hello;
}

export async function askMixpanel<T>(deps: AskMixpanelDeps, account: AccountChoice, ask: (engine: EngineClient) => Promise<T>): Promise<T> {
  const { socket } = await ensureEngine({ paths: deps.paths, hello: deps.hello(account), startEngine: deps.startEngine });
  const lost = new Promise<never>((_resolve, reject) => {
    socket.once('close', () => reject(new AppError('network', 'The engine went away before it answered.', { hint: 'Try again.' })));
  });
  lost.catch(() => undefined);
  try {
    const engine: EngineClient = createORPCClient(new RPCLink({ port: framedPort(socket) }));
    return await Promise.race([ask(engine), lost]);
  } finally {
    socket.destroy();
  }
}
