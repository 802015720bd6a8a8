import { beforeEach, describe, expect, it } from 'vitest';
import { Conversation } from '#mcp/bridge/conversation.ts';

type Line = Record<string, unknown>;

let toClient: Line[];
let toEngine: Line[];
let known: Record<string, object>;
let wanted: number;
let conversation: Conversation;

beforeEach(() => {
  toClient = [];
  known = {};
  wanted = 0;
  conversation = new Conversation({
    toClient: (text) => toClient.push(JSON.parse(text)),
    known: () => known,
    onWanted: () => {
      wanted += 1;
    },
  });
});

function client(...messages: Line[]): void {
  for (const message of messages) conversation.fromClient(JSON.stringify({ jsonrpc: '2.0', ...message }));
}
function engine(...messages: Line[]): void {
  for (const message of messages) conversation.fromEngine(JSON.stringify({ jsonrpc: '2.0', ...message }));
}
/** A new engine: what it is sent is kept anew. */
function found(): void {
  toEngine = [];
  const mine = toEngine;
  conversation.engineFound((text) => mine.push(JSON.parse(text)));
}
function call(id: number, name: string, args: Line = {}): Line {
  return { id, method: 'tools/call', params: { name, arguments: args } };
}
const INITIALIZE = { id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18', clientInfo: { name: 'c', version: '1' } } };

function shakeHands(): void {
  found();
  client(INITIALIZE);
  engine({ id: 0, result: { protocolVersion: '2025-06-18' } });
  client({ method: 'notifications/initialized' });
  toClient = [];
}
/** The answer to the handshake that the bridge repeats. */
function greet(): void {
  engine({ id: toEngine[0]?.id, result: {} });
}

describe('a conversation whose engine dies', () => {
  it('repeats the handshake before anything else, and keeps its second answer to itself', () => {
    shakeHands();
    conversation.engineLost();
    client(call(1, 'sql'), { id: 2, method: 'ping' });
    found();
    client({ id: 3, method: 'ping' });
    expect(toEngine).toMatchObject([{ method: 'initialize', params: INITIALIZE.params }]);
    greet();
    expect(toEngine.slice(1).map(({ method, id }) => [method, id])).toEqual([
      ['notifications/initialized', undefined],
      ['tools/call', 1],
      ['ping', 2],
      ['ping', 3],
    ]);
    expect(toClient).toEqual([]);
  });

  it('asks again what may be asked twice, in its order, and answers the rest in words', () => {
    shakeHands();
    conversation.repeatable = new Set(['sql']);
    client(call(1, 'sql'), call(2, 'drop_table'), call(3, 'use_tool', { name: 'sql' }), { id: 4, method: 'resources/read', params: {} });
    conversation.engineLost();
    expect(toClient).toMatchObject([{ id: 2, result: { isError: true } }]);
    expect(JSON.stringify(toClient)).toContain('not known whether it took effect');
    found();
    greet();
    expect(toEngine.slice(2).map(({ id }) => id)).toEqual([1, 3, 4]);
  });

  it('asks only twice: a call that ends every engine is answered', () => {
    shakeHands();
    conversation.repeatable = new Set(['sql']);
    client(call(1, 'sql'));
    conversation.engineLost();
    found();
    greet();
    conversation.engineLost();
    expect(toClient).toMatchObject([{ id: 1, result: { isError: true } }]);
    expect(conversation.openRequests()).toBe(0);
  });

  it('forgets what the client has cancelled meanwhile', () => {
    shakeHands();
    conversation.repeatable = new Set(['sql']);
    client(call(1, 'sql'));
    conversation.engineLost();
    client({ method: 'notifications/cancelled', params: { requestId: 1 } });
    found();
    greet();
    expect(toEngine.map(({ method }) => method)).toEqual(['initialize', 'notifications/initialized']);
  });

  it('repeats subscriptions and the log level that the engine had taken, and no others', () => {
    shakeHands();
    client({ id: 1, method: 'resources/subscribe', params: { uri: 'a' } }, { id: 2, method: 'resources/subscribe', params: { uri: 'b' } });
    client(
      { id: 3, method: 'logging/setLevel', params: { level: 'debug' } },
      { id: 4, method: 'resources/subscribe', params: { uri: 'c' } },
    );
    engine({ id: 1, result: {} }, { id: 2, result: {} }, { id: 3, result: {} }, { id: 4, error: { code: 1, message: 'no' } });
    client({ id: 5, method: 'resources/unsubscribe', params: { uri: 'a' } });
    engine({ id: 5, result: {} });
    conversation.engineLost();
    found();
    greet();
    expect(toEngine.slice(2)).toMatchObject([
      { method: 'logging/setLevel', params: { level: 'debug' } },
      { method: 'resources/subscribe', params: { uri: 'b' } },
    ]);
    expect(conversation.isEngineWanted()).toBe(true);
  });

  it('remembers the account it has switched to, also through use_tool, and not one that was refused', () => {
    shakeHands();
    client(call(1, 'switch_account', { name: 'one' }), call(2, 'use_tool', { name: 'switch_account', arguments: { name: 'two' } }));
    client(call(3, 'switch_account', { name: 'three' }));
    engine({ id: 1, result: {} });
    expect(conversation.standing.account).toBe('one');
    engine({ id: 2, result: {} }, { id: 3, result: { isError: true } });
    expect(conversation.standing.account).toBe('two');
  });

  it('takes back what the engine has asked, and never mixes up its question with one of the next engine', () => {
    shakeHands();
    engine({ id: 0, method: 'elicitation/create', params: { message: 'old' } });
    conversation.engineLost();
    expect(toClient).toMatchObject([
      { id: 0, method: 'elicitation/create' },
      { method: 'notifications/cancelled', params: { requestId: 0 } },
    ]);
    found();
    greet();
    engine({ id: 0, method: 'elicitation/create', params: { message: 'new' } });
    const fresh = toClient.at(-1)?.id;
    expect(fresh).not.toBe(0);
    client({ id: 0, result: { action: 'accept', content: 'to the old one' } });
    client({ id: fresh, result: { action: 'decline' } });
    expect(toEngine.slice(2)).toEqual([{ jsonrpc: '2.0', id: 0, result: { action: 'decline' } }]);
  });

  it('says nothing twice: an engine that answers before the handshake was repeated is not listened to for the old id', () => {
    found();
    client(INITIALIZE);
    conversation.engineLost();
    found();
    expect(toEngine).toMatchObject([INITIALIZE]);
    engine({ id: 0, result: { protocolVersion: '2025-06-18' } });
    expect(toClient.map(({ id }) => id)).toEqual([0]);
  });
});

describe('a conversation without an engine', () => {
  it('answers from the last known answers at once, wants an engine, and tells of a list that has changed', () => {
    known = {
      'initialize 2025-06-18': { old: true },
      'tools/list 2025-06-18': { tools: ['old'] },
      'prompts/list 2025-06-18': { prompts: [] },
    };
    client(INITIALIZE, { method: 'notifications/initialized' }, { id: 1, method: 'tools/list' }, { id: 2, method: 'prompts/list' });
    expect(toClient.map(({ id, result }) => [id, result])).toEqual([
      [0, { old: true }],
      [1, { tools: ['old'] }],
      [2, { prompts: [] }],
    ]);
    expect(wanted).toBe(3);
    found();
    greet();
    const [tools, prompts] = toEngine.slice(2);
    engine({ id: tools?.id, result: { tools: ['new'] } }, { id: prompts?.id, result: { prompts: [] } });
    expect(toClient.slice(3)).toEqual([{ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }]);
  });

  it('lets a call wait, and answers it in words when there is no engine to be had', () => {
    client(call(1, 'sql'), { id: 2, method: 'ping' });
    conversation.refuse({ message: 'No engine.', hint: 'Try again.' }, 60_000);
    expect(toClient).toEqual([]);
    conversation.refuse({ message: 'No engine.', hint: 'Try again.' });
    expect(toClient).toMatchObject([
      { id: 1, result: { isError: true, content: [{ text: expect.stringContaining('No engine.') }] } },
      { id: 2, error: { message: 'No engine. Try again.' } },
    ]);
  });
});

describe('lines', () => {
  it('that are no message pass as they are, when there is somebody to take them', () => {
    conversation.fromClient('[1,2]');
    shakeHands();
    const raw: string[] = [];
    conversation.engineLost();
    conversation.engineFound((text) => raw.push(text));
    conversation.fromClient('[{"jsonrpc":"2.0"}]');
    expect(raw.at(-1)).toBe('[{"jsonrpc":"2.0"}]\n');
  });
});
