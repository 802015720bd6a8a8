// The main process's end of a message port. Messages wait until start(); when either end closes, both hear `close`.
import { EventEmitter } from 'node:events';

export interface PortWire {
  send(message: unknown): void;
  close(): void;
}

export class MessagePortMain extends EventEmitter {
  readonly #wire: PortWire;
  #waiting: unknown[] | null = [];
  #isClosed = false;

  constructor(wire: PortWire) {
    super();
    this.#wire = wire;
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const message of waiting) this.#deliver(message);
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new Error('The stand-in cannot transfer a port through a port.');
    if (!this.#isClosed) this.#wire.send(message);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#wire.close();
    this.ended();
  }

  /** A message of the other end. */
  received(message: unknown): void {
    if (this.#waiting === null) this.#deliver(message);
    else this.#waiting.push(message);
  }

  /** The other end has closed, or its page is gone. */
  ended(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.emit('close');
  }

  state(): { isStarted: boolean; isClosed: boolean } {
    return { isStarted: this.#waiting === null, isClosed: this.#isClosed };
  }

  #deliver(message: unknown): void {
    if (!this.#isClosed) this.emit('message', { data: message, ports: [] });
  }
}
