// What the stand-in runs in a page before the page's own scripts. Both functions are sent as source text: they may use nothing from
// outside but the types. The preload lives in an isolated JavaScript world, as in Electron: same document, other globals.
import type { Codec, makeCodec } from './codec.ts';

/** From the preload's world to Node. */
export type PageMessage =
  | { op: 'post'; channel: string; message: string; ports: number[] }
  | { op: 'port-message'; port: number; message: string }
  | { op: 'preload-failed'; words: string };

/** From Node to the preload's world. */
export type NodeMessage = { op: 'port-message'; port: number; message: string } | { op: 'port-close'; port: number };

export interface PreloadSettings {
  /** The function that carries text to Node; only the preload's world has it. */
  readonly binding: string;
  /** The function Node calls in the preload's world. */
  readonly receiver: string;
  /** A DOM event that only the two worlds know by name. */
  readonly exposeEvent: string;
  readonly process: Readonly<Record<string, unknown>>;
}

type RunPreload = (require: (id: string) => unknown, module: { exports: unknown }, exports: unknown, process: unknown) => void;

/** In the page's world: takes what contextBridge exposes, frozen to the bottom, as Electron leaves it. */
export function pageWorld(codecOf: typeof makeCodec, exposeEvent: string): void {
  if (window !== window.top) return; // a preload runs in the main frame only
  const codec: Codec = codecOf();
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
    Object.values(Object.freeze(value)).forEach(freeze);
  };
  window.addEventListener(exposeEvent, (event) => {
    event.stopImmediatePropagation();
    if (!(event instanceof CustomEvent)) return;
    const [key, api] = codec.decode(event.detail) as [string, unknown]; // written by exposeInMainWorld below
    freeze(api);
    Object.defineProperty(window, key, { value: api, enumerable: true, writable: false, configurable: false });
  });
}

/** In the preload's world: the two modules of Electron that the app's preload uses, then the preload itself. */
export function preloadWorld(codecOf: typeof makeCodec, settings: PreloadSettings, runPreload: RunPreload): void {
  if (window !== window.top) return;
  const codec: Codec = codecOf();
  const toNode = Reflect.get(globalThis, settings.binding) as (text: string) => void; // added by Runtime.addBinding
  const send = (message: PageMessage): void => toNode(JSON.stringify(message));
  const ports = new Map<number, MessagePort>();

  const adopt = (port: MessagePort): number => {
    const id = ports.size + 1;
    ports.set(id, port);
    port.addEventListener('message', (event) => {
      if (event.ports.length > 0) throw new Error('The stand-in cannot transfer a port through a port.');
      send({ op: 'port-message', port: id, message: codec.encode(event.data) });
    });
    port.start();
    return id;
  };
  const receive = (text: string): void => {
    const message = JSON.parse(text) as NodeMessage; // written by page-link.ts
    const port = ports.get(message.port);
    if (message.op === 'port-message') port?.postMessage(codec.decode(message.message));
    else port?.close();
  };
  Object.defineProperty(globalThis, settings.receiver, { value: receive });

  /** A name that is missing here must not look like `undefined` to the preload. */
  const loud = <T extends object>(name: string, parts: T): T =>
    new Proxy(parts, {
      get(target, key) {
        if (key in target || typeof key === 'symbol') return Reflect.get(target, key);
        throw new Error(`The stand-in has no ${name}.${key}.`);
      },
    });
  const ipcRenderer = loud('ipcRenderer', {
    postMessage(channel: string, message: unknown, transfer: MessagePort[] = []) {
      send({ op: 'post', channel, message: codec.encode(message), ports: transfer.map(adopt) });
    },
  });
  const contextBridge = loud('contextBridge', {
    exposeInMainWorld(key: string, api: unknown) {
      if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
      // Data only: the app exposes no functions, and the codec refuses them.
      window.dispatchEvent(new CustomEvent(settings.exposeEvent, { detail: codec.encode([key, api]) }));
    },
  });
  const electron = loud('electron', { contextBridge, ipcRenderer });
  const require = (id: string): unknown => {
    if (id === 'electron') return electron;
    throw new Error(`module not found: ${id}`);
  };
  const module = { exports: {} };
  try {
    runPreload(require, module, module.exports, loud('process', { ...settings.process }));
  } catch (error) {
    send({ op: 'preload-failed', words: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    throw error;
  }
}
