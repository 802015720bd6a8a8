// Carries values between Node and the page as text, by the rules of structured clone: what Electron's IPC would refuse is refused
// here too, and what it keeps (typed arrays, big integers, dates, maps, cycles) arrives as it was.
//
// The function is also sent to the page as source text, so everything it needs stands inside it.

export interface Codec {
  encode(value: unknown): string;
  decode(text: string): unknown;
}

export function makeCodec(): Codec {
  type Tagged = [tag: string, ...rest: unknown[]];
  const ERRORS: Record<string, ErrorConstructor> = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const CHUNK_BYTES = 8192; // more arguments than this overflow the stack in String.fromCharCode

  const toBase64 = (bytes: Uint8Array): string => {
    let text = '';
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
    return btoa(text);
  };
  const fromBase64 = (text: string): ArrayBuffer => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer;
  const refuse = (what: string): never => {
    throw new Error(`An object could not be cloned (${what}).`);
  };

  function encode(value: unknown): string {
    const seen = new Map<object, number>();
    const fromObject = (object: object): Tagged => {
      const known = seen.get(object);
      if (known !== undefined) return ['again', known];
      seen.set(object, seen.size);
      if (Array.isArray(object)) return ['array', Array.from(object, fromAny)];
      if (object instanceof Map) return ['map', [...object].map(([key, item]) => [fromAny(key), fromAny(item)])];
      if (object instanceof Set) return ['set', [...object].map(fromAny)];
      if (object instanceof Date) return ['date', object.getTime()];
      if (object instanceof RegExp) return ['regexp', object.source, object.flags];
      if (object instanceof Error) return ['error', object.name, object.message];
      if (object instanceof ArrayBuffer) return ['buffer', toBase64(new Uint8Array(object))];
      // Only the part the view shows: a Node Buffer often is a small window on a large shared pool.
      if (ArrayBuffer.isView(object)) {
        const kind = Object.prototype.toString.call(object).slice('[object '.length, -1);
        return ['view', kind, toBase64(new Uint8Array(object.buffer, object.byteOffset, object.byteLength))];
      }
      const prototype = Object.getPrototypeOf(object);
      if (typeof Reflect.get(object, 'then') === 'function') refuse('a promise');
      if (prototype !== null && Object.prototype.toString.call(object) !== '[object Object]') refuse(String(object));
      return ['object', Object.entries(object).map(([key, item]) => [key, fromAny(item)])];
    };
    const fromAny = (item: unknown): unknown => {
      if (item === undefined) return ['undefined'];
      if (typeof item === 'bigint') return ['bigint', String(item)];
      if (typeof item === 'number' && (!Number.isFinite(item) || Object.is(item, -0))) {
        return ['number', Object.is(item, -0) ? '-0' : String(item)];
      }
      if (typeof item === 'function' || typeof item === 'symbol') return refuse(String(item));
      return typeof item === 'object' && item !== null ? fromObject(item) : item;
    };
    return JSON.stringify(fromAny(value));
  }

  function decode(text: string): unknown {
    const made: unknown[] = [];
    const keep = <T>(item: T): T => {
      made.push(item);
      return item;
    };
    // The text was written by encode() above, so its parts have the types encode() gave them.
    const decoders: Record<string, (...parts: never[]) => unknown> = {
      undefined: () => undefined,
      bigint: (digits: string) => BigInt(digits),
      number: (name: string) => Number(name),
      again: (index: number) => made[index],
      array: (items: unknown[]) => {
        const array = keep<unknown[]>([]);
        for (const item of items) array.push(toAny(item));
        return array;
      },
      map: (entries: [unknown, unknown][]) => {
        const map = keep(new Map());
        for (const [key, item] of entries) map.set(toAny(key), toAny(item));
        return map;
      },
      set: (items: unknown[]) => {
        const set = keep(new Set());
        for (const item of items) set.add(toAny(item));
        return set;
      },
      date: (time: number) => keep(new Date(time)),
      regexp: (source: string, flags: string) => keep(new RegExp(source, flags)),
      error: (name: string, message: string) => keep(new (ERRORS[name] ?? Error)(message)),
      buffer: (bytes: string) => keep(fromBase64(bytes)),
      view: (kind: string, bytes: string) => keep(Reflect.construct(Reflect.get(globalThis, kind), [fromBase64(bytes)])),
      object: (entries: [string, unknown][]) => {
        const object = keep({});
        // Not by assignment: a key may be __proto__.
        for (const [key, item] of entries) {
          Object.defineProperty(object, key, { value: toAny(item), enumerable: true, writable: true, configurable: true });
        }
        return object;
      },
    };
    const toAny = (item: unknown): unknown => {
      if (!Array.isArray(item)) return item;
      const [tag, ...parts] = item as Tagged;
      return decoders[tag]?.(...(parts as never[]));
    };
    return toAny(JSON.parse(text));
  }

  return { encode, decode };
}
