import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { CONNECT_CHANNEL, connectWindows, type SenderFrame } from '#main/window/connect-windows.ts';

class FakePort {
  readonly calls: string[] = [];
  start(): void {
    this.calls.push('start');
  }
  close(): void {
    this.calls.push('close');
  }
}

function app() {
  const channel = new EventEmitter();
  const connected: FakePort[] = [];
  const refused: string[] = [];
  connectWindows<FakePort>({
    channel,
    connect: (port) => {
      port.calls.push('connect');
      connected.push(port);
    },
    onRefused: (sender) => refused.push(sender),
  });
  const send = (senderFrame: SenderFrame | null, ports: FakePort[]) => channel.emit(CONNECT_CHANNEL, { senderFrame, ports });
  return { connected, refused, send };
}

const OURS = { url: 'app://mixlake/index.html#/explorer', parent: null };

describe('a window that connects', () => {
  it('is served over its port, which starts once somebody listens', () => {
    const { connected, send } = app();
    const port = new FakePort();
    send(OURS, [port]);
    expect(connected).toEqual([port]);
    expect(port.calls).toEqual(['connect', 'start']);
  });

  it('may connect again, as a reloaded page does', () => {
    const { connected, send } = app();
    send(OURS, [new FakePort()]);
    send(OURS, [new FakePort()]);
    expect(connected).toHaveLength(2);
  });

  it.each<[string, SenderFrame | null]>([
    ['a foreign page', { url: 'https://example.com/', parent: null }],
    ['a page without address', { url: '', parent: null }],
    ['about:blank', { url: 'about:blank', parent: null }],
    ['a frame inside our page', { url: 'app://mixlake/index.html', parent: { url: 'app://mixlake/index.html' } }],
    ['another host of our scheme', { url: 'app://other/index.html', parent: null }],
    ['a frame that is gone', null],
  ])('is refused when it is %s, and its port is closed', (_who, frame) => {
    const { connected, refused, send } = app();
    const port = new FakePort();
    send(frame, [port]);
    expect(connected).toEqual([]);
    expect(refused).toHaveLength(1);
    expect(port.calls).toEqual(['close']);
  });

  it('is refused without exactly one port', () => {
    const { connected, send } = app();
    const two = [new FakePort(), new FakePort()];
    send(OURS, []);
    send(OURS, two);
    expect(connected).toEqual([]);
    expect(two.map((port) => port.calls)).toEqual([['close'], ['close']]);
  });
});
