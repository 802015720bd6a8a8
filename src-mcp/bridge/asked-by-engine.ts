// What the engine asks the client (a form, a text of its model). The question dies with the engine that asked it: the client is told so,
// and an answer that still comes goes nowhere. A new engine counts its questions from the start again, so they get names of their own.
import { asRecord, line, type Message, type MessageId } from './message.ts';

export class AskedByEngine {
  private readonly open = new Map<MessageId, MessageId>();
  private engines = 0;

  engineFound(): void {
    this.engines += 1;
  }

  /** The lines that take the open questions back. */
  engineLost(): string[] {
    const lines = [...this.open.keys()].map((requestId) =>
      line({ method: 'notifications/cancelled', params: { requestId, reason: 'The Mixlake engine has ended.' } }),
    );
    this.open.clear();
    return lines;
  }

  /** A request of the engine, as the client gets it. */
  outward(message: Message, text: string): string {
    if (message.id === undefined) return text;
    const name = this.nameOf(message.id);
    this.open.set(name, message.id);
    return name === message.id ? text : line({ ...message.whole, id: name });
  }

  /** The engine no longer needs an answer. */
  outwardCancel(message: Message, text: string): string {
    const { requestId } = message.params;
    if (typeof requestId !== 'string' && typeof requestId !== 'number') return text;
    const name = this.nameOf(requestId);
    if (!this.open.delete(name) || name === requestId) return text;
    return line({ ...message.whole, params: { ...asRecord(message.whole.params), requestId: name } });
  }

  /** The client's answer, as the engine gets it; undefined when nobody waits for it any more. */
  inward(message: Message, text: string): string | undefined {
    if (message.id === undefined) return text;
    const id = this.open.get(message.id);
    if (id === undefined) return undefined;
    this.open.delete(message.id);
    return id === message.id ? text : line({ ...message.whole, id });
  }

  private nameOf(id: MessageId): MessageId {
    return this.engines <= 1 ? id : `engine-${this.engines}-${id}`;
  }
}
