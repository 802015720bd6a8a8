// The wire between Node and the preload's world of one page: a CDP binding towards Node, a CDP call towards the page.
import { randomUUID } from 'node:crypto';
import type { CDPSession, Page } from 'playwright-core';
import { makeCodec } from './codec.ts';
import { MessagePortMain } from './message-port-main.ts';
import { type NodeMessage, type PageMessage, type PreloadSettings, pageWorld, preloadWorld } from './page-worlds.ts';

const WORLD = 'Electron Isolated Context';

export interface PageLinkOptions {
  readonly page: Page;
  /** Source text of the built preload. */
  readonly preload: string;
  readonly onPost: (channel: string, message: unknown, ports: MessagePortMain[]) => void;
  readonly onPreloadFailed: (words: string) => void;
}

const codec = makeCodec();

export async function linkPage(options: PageLinkOptions): Promise<void> {
  const cdp = await options.page.context().newCDPSession(options.page);
  const secret = randomUUID().replaceAll('-', '');
  const settings: PreloadSettings = {
    binding: `toNode${secret}`,
    receiver: `fromNode${secret}`,
    exposeEvent: `expose${secret}`,
    process: { platform: process.platform, arch: process.arch, type: 'renderer', sandboxed: true, contextIsolated: true },
  };
  const ports = new Map<string, MessagePortMain>();
  const endPortsOf = (context: number): void => {
    for (const [key, port] of ports) {
      if (!key.startsWith(`${context}:`)) continue;
      ports.delete(key);
      port.ended();
    }
  };

  cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name !== settings.binding) return;
    const message = JSON.parse(payload) as PageMessage; // written by page-worlds.ts
    if (message.op === 'post') {
      const passed = message.ports.map((id) => {
        const port = new MessagePortMain(wireTo(cdp, settings.receiver, executionContextId, id));
        ports.set(`${executionContextId}:${id}`, port);
        return port;
      });
      options.onPost(message.channel, codec.decode(message.message), passed);
    } else if (message.op === 'port-message') ports.get(`${executionContextId}:${message.port}`)?.received(codec.decode(message.message));
    else options.onPreloadFailed(message.words);
  });
  // A reloaded or closed page takes its ports with it.
  cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => endPortsOf(executionContextId));
  const endAll = (): void => {
    for (const port of ports.values()) port.ended();
    ports.clear();
  };
  cdp.on('Runtime.executionContextsCleared', endAll);
  options.page.on('close', endAll);

  await cdp.send('Page.enable');
  await cdp.send('Runtime.enable');
  await cdp.send('Runtime.addBinding', { name: settings.binding, executionContextName: WORLD });
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `(${pageWorld})(${makeCodec}, ${JSON.stringify(settings.exposeEvent)});`,
  });
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
    worldName: WORLD,
    source:
      `(${preloadWorld})(${makeCodec}, ${JSON.stringify(settings)}, ` +
      `function (require, module, exports, process) {\n${options.preload}\n});`,
  });
}

function wireTo(cdp: CDPSession, receiver: string, executionContextId: number, port: number) {
  const send = (message: NodeMessage): void => {
    cdp
      .send('Runtime.callFunctionOn', {
        functionDeclaration: `function (text) { globalThis[${JSON.stringify(receiver)}](text); }`,
        arguments: [{ value: JSON.stringify(message) }],
        executionContextId,
      })
      // The page has gone; its ports hear of it by their own event.
      .catch(() => undefined);
  };
  return {
    send: (message: unknown) => send({ op: 'port-message', port, message: codec.encode(message) }),
    close: () => send({ op: 'port-close', port }),
  };
}
