// The conversation of one client, which outlives engines. Requests are kept until they are answered. When the engine dies, those that may
// be asked twice are asked again of the next one, in their order; the others are answered with words. No input or output here: bridge.ts
// moves the bytes, engine-road.ts finds engines.
import { changeNoticeOf, type KnownAnswers, type KnownAnswersOf, knownAnswerKey } from '#core/link/known-answers.ts';
import { AskedByEngine } from './asked-by-engine.ts';
import { calledTool, envelopeOf, failureLine, line, type Message, type MessageId, readMessage } from './message.ts';
import { Standing } from './standing.ts';

/** A request that an engine died over is asked once more, not for ever: it may be what kills it. */
const MAX_TRIES = 2;
const LOST = { message: 'The Mixlake engine ended while this call was under way.', hint: 'Mixlake starts it again; try again.' };
const LOST_CHANGE = {
  message: 'The Mixlake engine ended while this call was under way, and it is not known whether it took effect.',
  hint: 'Look at the present state (list_tables), then try again.',
};

export interface ConversationEnds {
  toClient(text: string): void;
  /** The last known answers for this client. */
  known(of: Pick<KnownAnswersOf, 'clientName'>): KnownAnswers;
  /** A request came while no engine is there; it waits for one, or has been answered from what is known. */
  onWanted(isAnswered: boolean): void;
  /** False only in tests that show what the replay is for. */
  replaysHandshake?: boolean | undefined;
}

interface Pending {
  message: Message;
  text: string;
  tries: number;
  sinceMs: number;
}

export class Conversation {
  readonly standing = new Standing();
  /** Tools whose calls may be repeated, as the engine told. */
  repeatable: ReadonlySet<string> = new Set();
  /** The present engine has answered a request of the client: it works. */
  hasAnswered = false;
  private readonly ends: ConversationEnds;
  private readonly asked = new AskedByEngine();
  private readonly pending = new Map<MessageId, Pending>();
  private readonly ours = new Map<MessageId, (answer: Message) => void>();
  private readonly answeredFromKnown = new Map<string, { message: Message; result: string }>();
  private send: ((text: string) => void) | undefined;
  private isGreeting = false;
  private counter = 0;

  constructor(ends: ConversationEnds) {
    this.ends = ends;
  }

  /** Requests without an answer; a subscription stays open by its nature and does not count. */
  openRequests(): number {
    return [...this.pending.values()].filter(({ message }) => message.method !== 'subscriptions/listen').length;
  }

  isEngineWanted(): boolean {
    return this.pending.size > 0 || this.standing.isListening();
  }

  fromClient(text: string): void {
    const message = readMessage(text);
    if (message === undefined) return this.send?.(`${text}\n`);
    this.standing.note(message);
    if (message.method === undefined) return this.answerOfClient(message, text);
    if (message.id === undefined) return this.noticeOfClient(message, text);
    if (this.send === undefined && this.answerFromKnown(message, message.id)) return this.ends.onWanted(true);
    this.pending.set(message.id, { message, text, tries: 0, sinceMs: performance.now() });
    if (this.send === undefined) this.ends.onWanted(false);
    else if (!this.isGreeting) this.ask(message.id);
  }

  fromEngine(text: string): void {
    const message = readMessage(text);
    if (message === undefined) return this.ends.toClient(`${text}\n`);
    if (message.method === undefined && message.id !== undefined) return this.answerOfEngine(message, message.id, text);
    if (message.method !== undefined && message.id !== undefined) return this.ends.toClient(this.asked.outward(message, `${text}\n`));
    if (message.method === 'notifications/cancelled') return this.ends.toClient(this.asked.outwardCancel(message, `${text}\n`));
    this.ends.toClient(`${text}\n`);
  }

  engineFound(send: (text: string) => void): void {
    this.send = send;
    this.hasAnswered = false;
    this.asked.engineFound();
    const { handshake } = this.standing;
    if (handshake === undefined || this.ends.replaysHandshake === false) return this.goOn();
    this.isGreeting = true;
    this.askOurselves(handshake, () => {
      this.isGreeting = false;
      this.goOn();
    });
  }

  engineLost(): void {
    this.send = undefined;
    this.isGreeting = false;
    this.ours.clear();
    for (const each of this.asked.engineLost()) this.ends.toClient(each);
    for (const [id, each] of [...this.pending]) {
      if (each.tries === 0) continue;
      const mayRepeat = this.isRepeatable(each.message);
      if (!mayRepeat || each.tries >= MAX_TRIES) this.fail(id, mayRepeat ? LOST : LOST_CHANGE);
    }
  }

  /** No engine can be had: whoever has waited for at least so long is told why. */
  refuse(words: { message: string; hint: string }, afterMs = 0): void {
    const since = performance.now() - afterMs;
    for (const [id, each] of [...this.pending]) if (each.sinceMs <= since) this.fail(id, words);
  }

  private goOn(): void {
    if (this.standing.hasInitialized() && this.standing.handshake !== undefined && this.ends.replaysHandshake !== false)
      this.send?.(line({ method: 'notifications/initialized' }));
    for (const request of this.standing.requests()) this.askOurselves(request, () => undefined);
    for (const id of [...this.pending.keys()]) this.ask(id);
    for (const [key, given] of this.answeredFromKnown) this.compare(key, given);
  }

  private ask(id: MessageId): void {
    const each = this.pending.get(id);
    if (each === undefined) return;
    each.tries += 1;
    this.send?.(`${each.text}\n`);
  }

  /** Asks in the client's name; the answer does not reach it. */
  private askOurselves(request: Message, then: (answer: Message) => void): void {
    this.counter += 1;
    const id = `mixlake-bridge-${this.counter}`;
    this.ours.set(id, then);
    this.send?.(line({ ...request.whole, id }));
  }

  private fail(id: MessageId, words: { message: string; hint: string }): void {
    const each = this.pending.get(id);
    this.pending.delete(id);
    if (each !== undefined) this.ends.toClient(failureLine(id, each.message.method === 'tools/call', words));
  }

  private isRepeatable(message: Message): boolean {
    const tool = calledTool(message);
    return message.method !== 'tools/call' || (tool !== undefined && this.repeatable.has(tool.name));
  }

  private answerOfClient(message: Message, text: string): void {
    const inward = this.asked.inward(message, text);
    if (inward !== undefined) this.send?.(inward.endsWith('\n') ? inward : `${inward}\n`);
  }

  private noticeOfClient(message: Message, text: string): void {
    const { requestId } = message.params;
    if (message.method === 'notifications/cancelled' && (typeof requestId === 'string' || typeof requestId === 'number'))
      this.pending.delete(requestId);
    // Before the handshake has been repeated, what the client has said is said again by goOn().
    if (!this.isGreeting) this.send?.(`${text}\n`);
  }

  private answerOfEngine(message: Message, id: MessageId, text: string): void {
    const ours = this.ours.get(id);
    if (ours !== undefined) {
      this.ours.delete(id);
      return ours(message);
    }
    const asked = this.pending.get(id);
    this.pending.delete(id);
    if (asked !== undefined) {
      this.hasAnswered = true;
      this.standing.settle(asked.message, message);
    }
    this.ends.toClient(`${text}\n`);
  }

  private answerFromKnown(message: Message, id: MessageId): boolean {
    const envelope = envelopeOf(message);
    const { protocolVersion, clientName } = envelope ?? this.standing;
    const key = knownAnswerKey(message.method ?? '', message.params, protocolVersion);
    const result = key === undefined ? undefined : this.ends.known({ clientName })[key];
    if (key === undefined || result === undefined) return false;
    this.ends.toClient(line({ id, result }));
    if (message.method === 'initialize') this.standing.handshake = message;
    else if (changeNoticeOf(message.method ?? '') !== undefined)
      this.answeredFromKnown.set(key, { message, result: JSON.stringify(result) });
    return true;
  }

  /** Was the answer still right? The client is told when it was not. */
  private compare(key: string, given: { message: Message; result: string }): void {
    this.askOurselves(given.message, (answer) => {
      this.answeredFromKnown.delete(key);
      const notice = changeNoticeOf(given.message.method ?? '');
      if (answer.result !== undefined && notice !== undefined && JSON.stringify(answer.result) !== given.result)
        this.ends.toClient(line({ method: notice }));
    });
  }
}
