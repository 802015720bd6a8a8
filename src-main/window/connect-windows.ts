// The only message the app takes from a window: "here is my end of a message port". All calls run over that port, under the
// contract. A sender that is not the main frame of our own page is refused and its ports are closed.
import { isAppUrl } from './app-scheme.ts';

export const CONNECT_CHANNEL = 'mixlake:connect';

export interface SenderFrame {
  readonly url: string;
  /** Null in the main frame. */
  readonly parent: unknown;
}

interface ConnectEvent<Port> {
  /** Null when the frame is gone or has navigated away since it sent the message. */
  readonly senderFrame: SenderFrame | null;
  readonly ports: readonly Port[];
}

interface Channel<Port> {
  on(channel: string, listener: (event: ConnectEvent<Port>) => void): unknown;
}

export interface ConnectOptions<Port> {
  readonly channel: Channel<Port>;
  readonly connect: (port: Port) => void;
  readonly onRefused: (sender: string) => void;
}

export function isOurWindow(frame: SenderFrame | null): frame is SenderFrame {
  return frame !== null && frame.parent === null && isAppUrl(frame.url);
}

export function connectWindows<Port extends { start(): void; close(): void }>(options: ConnectOptions<Port>): void {
  options.channel.on(CONNECT_CHANNEL, ({ senderFrame, ports }) => {
    const [port, ...more] = ports;
    if (port === undefined || more.length > 0 || !isOurWindow(senderFrame)) {
      for (const refused of ports) refused.close();
      options.onRefused(senderFrame?.url ?? 'a page that is gone');
      return;
    }
    options.connect(port);
    // Messages wait in the port until now, when somebody listens.
    port.start();
  });
}
