// The assistants of the fake app: cards as the stage has them, plans that say what they were asked.
import { implement } from '@orpc/server';
import { assistantsContract } from '#shared/contract/assistants.ts';
import type { Assistant, AssistantBundle, AssistantCheck, AssistantId, AssistantPlan } from '#shared/model/assistant.ts';

export interface AssistantsStage {
  assistants: Assistant[];
  /** Thrown by `list`. */
  listProblem: Error | null;
  plan: Partial<AssistantPlan>;
  check: Partial<AssistantCheck>;
  /** Thrown by what writes. */
  changeProblem: Error | null;
  /** What was carried out, in order. */
  done: { call: string; id?: AssistantId; account?: string | undefined; basis?: string | null }[];
}

export function emptyAssistants(change: Partial<AssistantsStage> = {}): AssistantsStage {
  return { assistants: [], listProblem: null, plan: {}, check: {}, changeProblem: null, done: [], ...change };
}

export function sampleAssistant(change: Partial<Assistant> = {}): Assistant {
  return {
    id: 'claude-desktop',
    label: 'Claude Desktop',
    state: 'not-registered',
    file: '/home/ana/.config/Claude/claude_desktop_config.json',
    command: null,
    isOutdated: false,
    lastSeenAt: null,
    seenVersion: null,
    problem: null,
    afterwards: 'Quit Claude Desktop completely and start it again.',
    undoable: null,
    ...change,
  };
}

export function samplePlan(change: Partial<AssistantPlan> = {}): AssistantPlan {
  return {
    id: 'claude-desktop',
    action: 'register',
    file: '/home/ana/.config/Claude/claude_desktop_config.json',
    outcome: 'change',
    diff: [
      { kind: 'gap', text: '', line: null },
      { kind: 'same', text: '  "mcpServers": {', line: 7 },
      { kind: 'removed', text: '    "time": {}', line: 8 },
      { kind: 'added', text: '    "time": {},', line: 8 },
      { kind: 'added', text: '    "mixlake": {', line: 9 },
    ],
    command: '/opt/node /opt/mixlake/out/mcp/cli.js',
    notes: [],
    basis: 'hash-1',
    ...change,
  };
}

const BUNDLE: AssistantBundle = { file: '/home/ana/.mixlake/exports/mixlake-0.1.0.mcpb', bytes: 1234, command: '/opt/node' };

export function createFakeAssistants(stage: AssistantsStage) {
  const os = implement(assistantsContract.assistants);
  const cardOf = (id: AssistantId): Assistant => stage.assistants.find((each) => each.id === id) ?? sampleAssistant({ id });
  const put = (card: Assistant): Assistant => {
    stage.assistants = stage.assistants.map((each) => (each.id === card.id ? card : each));
    return card;
  };
  const carryOut = (call: string, input: { id: AssistantId; account?: string | undefined; basis?: string | null }): Assistant => {
    if (stage.changeProblem !== null) throw stage.changeProblem;
    stage.done.push({ call, ...input });
    const isThere = call === 'register' || call === 'repair';
    return put({
      ...cardOf(input.id),
      state: isThere ? 'never-seen' : 'not-registered',
      command: isThere ? '/opt/node' : null,
      undoable: call === 'undo' ? null : '2026-11-23T10:00:00.000Z',
    });
  };
  return os.router({
    list: os.list.handler(() => {
      if (stage.listProblem !== null) throw stage.listProblem;
      return { assistants: stage.assistants };
    }),
    plan: os.plan.handler(({ input }) => {
      stage.done.push({ call: `plan ${input.action}`, id: input.id, account: input.account });
      const { file } = cardOf(input.id);
      return samplePlan({ id: input.id, action: input.action, file, ...stage.plan });
    }),
    register: os.register.handler(({ input }) => carryOut('register', input)),
    unregister: os.unregister.handler(({ input }) => carryOut('unregister', input)),
    repair: os.repair.handler(({ input }) => carryOut('repair', input)),
    undo: os.undo.handler(({ input }) => carryOut('undo', input)),
    check: os.check.handler(({ input }) => ({ id: input.id, findings: [], handshake: null, ...stage.check })),
    bundle: os.bundle.handler(({ input }) => {
      stage.done.push({ call: 'bundle', account: input.account });
      return BUNDLE;
    }),
  });
}
