// Keeps the answers that a client needs while the next engine is still starting (core/link/known-answers.ts), as they went over the wire.
// They are the same for every account and hold nothing of a project.
import { mkdirSync } from 'node:fs';
import { CLIENT_INFO_META_KEY, type JSONRPCMessage, PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import {
  type KnownAnswers,
  knownAnswerKey,
  knownAnswersDir,
  knownAnswersFile,
  knownAnswersText,
  readKnownAnswers,
} from '#core/link/known-answers.ts';

/** The lists of one client come within a moment; they are written together. */
const GATHER_MS = 100;

const Named = z.looseObject({ name: z.string() });
const Params = z.looseObject({
  protocolVersion: z.string().optional(),
  clientInfo: Named.optional(),
  _meta: z.looseObject({ [PROTOCOL_VERSION_META_KEY]: z.string().optional(), [CLIENT_INFO_META_KEY]: Named.optional() }).optional(),
});

export interface KnownAnswersDeps {
  home: string;
  version: string;
  /** Asked for on the command line. */
  profile: string | undefined;
  onFault: (error: unknown) => void;
}

/** Watches the messages of one connection. */
export interface AnswerKeeper {
  received(message: JSONRPCMessage): void;
  sent(message: JSONRPCMessage): void;
}

export function keepKnownAnswers(deps: KnownAnswersDeps): AnswerKeeper {
  const asked = new Map<string | number, string>();
  let client = { name: '', protocolVersion: '' };
  let gathered: KnownAnswers = {};
  let timer: NodeJS.Timeout | undefined;

  async function write(): Promise<void> {
    const fresh = gathered;
    gathered = {};
    timer = undefined;
    const of = { version: deps.version, profile: deps.profile, clientName: client.name };
    const before = readKnownAnswers(deps.home, of);
    const after = { ...before, ...fresh };
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    mkdirSync(knownAnswersDir(deps.home), { recursive: true, mode: 0o700 });
    await writeFileAtomic(knownAnswersFile(deps.home, of), knownAnswersText(of, after), { mode: 0o600 });
  }

  return {
    received(message) {
      if (!('method' in message) || !('id' in message)) return;
      const parsed = Params.safeParse(message.params ?? {});
      if (!parsed.success) return;
      const { _meta: meta, clientInfo, protocolVersion } = parsed.data;
      client = {
        name: (meta?.[CLIENT_INFO_META_KEY] ?? clientInfo)?.name ?? client.name,
        protocolVersion: meta?.[PROTOCOL_VERSION_META_KEY] ?? protocolVersion ?? client.protocolVersion,
      };
      const key = knownAnswerKey(message.method, { ...message.params }, client.protocolVersion);
      if (key !== undefined) asked.set(message.id, key);
    },
    sent(message) {
      if (!('id' in message) || message.id === undefined) return;
      const key = asked.get(message.id);
      asked.delete(message.id);
      if (key === undefined || !('result' in message)) return;
      gathered = { ...gathered, [key]: message.result };
      timer ??= setTimeout(() => void write().catch(deps.onFault), GATHER_MS);
      timer.unref();
    },
  };
}
