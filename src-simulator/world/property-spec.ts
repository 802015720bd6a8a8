// How a property is described: its name and the draw of its value. `undefined` means that the event lacks it.

import { type Cell, cells, type Json, numberCell } from './cell.ts';
import { fraction, hash, pickWeighted } from './prng.ts';
import type { Session } from './session.ts';
import type { SimEvent } from './sim-event.ts';

export interface PropertySpec {
  readonly name: string;
  /** `,"name":` ready to be written. */
  readonly keyJson: string;
  readonly pick: (event: SimEvent) => Cell | undefined;
}

export interface ContextSpec {
  readonly name: string;
  readonly keyJson: string;
  readonly pick: (session: Session) => Cell | undefined;
}

function keyJson(name: string): string {
  return `,${JSON.stringify(name)}:`;
}

export function property(name: string, pick: (event: SimEvent) => Cell | undefined): PropertySpec {
  return { name, keyJson: keyJson(name), pick };
}

export function context(name: string, pick: (session: Session) => Cell | undefined): ContextSpec {
  return { name, keyJson: keyJson(name), pick };
}

function saltOf(name: string): number {
  let salt = 17;
  for (let index = 0; index < name.length; index++) salt = (Math.imul(salt, 31) + name.charCodeAt(index)) | 0;
  return salt;
}

/** One of several values, each equally likely. Repeat a value to make it more likely; undefined leaves the property out. */
export function oneOf(name: string, values: readonly (Json | undefined)[]): PropertySpec {
  const pool = values.map((value) => (value === undefined ? undefined : cells([value])[0]));
  const salt = saltOf(name);
  return property(name, (event) => pool[hash(event.rand, salt) % pool.length]);
}

export function weighted(name: string, entries: readonly (readonly [Json, number])[]): PropertySpec {
  const pool = cells(entries.map((entry) => entry[0]));
  const weights = entries.map((entry) => entry[1]);
  const salt = saltOf(name);
  return property(name, (event) => pool[pickWeighted(weights, hash(event.rand, salt))]);
}

export function integer(name: string, min: number, max: number): PropertySpec {
  const salt = saltOf(name);
  return property(name, (event) => numberCell(min + (hash(event.rand, salt) % (max - min + 1))));
}

/** A number with one or two decimals. */
export function decimal(name: string, min: number, max: number, digits: 1 | 2): PropertySpec {
  const salt = saltOf(name);
  const factor = 10 ** digits;
  return property(name, (event) => numberCell(Math.round((min + fraction(hash(event.rand, salt)) * (max - min)) * factor) / factor));
}
