// What passes between the engine and the thread that stores downloads.
import type { MessagePort } from 'node:worker_threads';
import type { Written } from './write-body.ts';

/** Begins a body. */
export interface SpoolOrder {
  port: MessagePort;
  folder: string;
  isGzip: boolean;
}

export type ToThread = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'end' };

/** `taken`: so many incoming bytes made room for others; `stored`: so many decompressed ones are written. */
export type FromThread =
  | { kind: 'taken'; bytes: number }
  | { kind: 'stored'; bytes: number }
  | { kind: 'done'; written: Written }
  | { kind: 'failed'; message: string }
  | { kind: 'not stored'; code: string };
