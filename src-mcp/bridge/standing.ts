// What a client has said that a new engine must be told again before anything else: the handshake of the older era, its log level, its
// resource subscriptions, and the account it has switched to (which travels in the hello).
import { asRecord, calledTool, type Message } from './message.ts';

export class Standing {
  /** The client's `initialize`, once it has been answered. */
  handshake: Message | undefined;
  protocolVersion = '';
  clientName = '';
  /** Name of the account that switch_account has chosen. */
  account: string | undefined;
  private isInitialized = false;
  private logLevel: Message | undefined;
  private readonly subscriptions = new Map<string, Message>();

  /** What the client sends. */
  note(message: Message): void {
    const { method, params } = message;
    if (method === 'notifications/initialized') this.isInitialized = true;
    if (method !== 'initialize') return;
    const name = asRecord(params.clientInfo)?.name;
    if (typeof name === 'string') this.clientName = name;
    if (typeof params.protocolVersion === 'string') this.protocolVersion = params.protocolVersion;
  }

  /** What the engine has agreed to. */
  settle(request: Message, answer: Message): void {
    if (answer.isError) return;
    const uri = String(request.params.uri);
    if (request.method === 'initialize') this.handshake = request;
    else if (request.method === 'logging/setLevel') this.logLevel = request;
    else if (request.method === 'resources/subscribe') this.subscriptions.set(uri, request);
    else if (request.method === 'resources/unsubscribe') this.subscriptions.delete(uri);
    const tool = calledTool(request);
    if (tool?.name === 'switch_account' && answer.result?.isError !== true && typeof tool.arguments.name === 'string')
      this.account = tool.arguments.name;
  }

  /** Somebody waits for notices, so a new engine is wanted although nothing was asked. */
  isListening(): boolean {
    return this.subscriptions.size > 0;
  }

  /** In this order, after the handshake. */
  requests(): Message[] {
    return [...(this.logLevel === undefined ? [] : [this.logLevel]), ...this.subscriptions.values()];
  }

  hasInitialized(): boolean {
    return this.isInitialized;
  }
}
