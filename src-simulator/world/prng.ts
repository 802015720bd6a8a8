// Random numbers without state: every draw is a hash of what it belongs to (seed, user, day, purpose). That is what makes
// any day and any user's history computable alone and in any order, and the same on every machine.

/** The finishing step of MurmurHash3: every input bit reaches every output bit. */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function hash(a: number, b: number): number {
  return mix(Math.imul(a, 0x9e3779b1) ^ mix(b + 0x7f4a7c15));
}

export function hash3(a: number, b: number, c: number): number {
  return hash(hash(a, b), c);
}

/** A hash as a number in [0, 1). */
export function fraction(h: number): number {
  return h / 4294967296;
}

/** A yes with the given probability, drawn from a hash and a salt that names the purpose. */
export function chance(h: number, salt: number, probability: number): boolean {
  return fraction(hash(h, salt)) < probability;
}

export function pickFrom<T>(items: readonly T[], h: number): T {
  const item = items[h % items.length];
  if (item === undefined) throw new Error('cannot pick from an empty list');
  return item;
}

/** `weights` need not add up to one. Returns the index that the draw falls on. */
export function pickWeighted(weights: readonly number[], h: number): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let rest = fraction(h) * total;
  for (let index = 0; index < weights.length; index++) {
    rest -= weights[index] ?? 0;
    if (rest < 0) return index;
  }
  return weights.length - 1;
}

const HEX: readonly string[] = Array.from({ length: 65536 }, (_, n) => n.toString(16).padStart(4, '0'));

/** Eight hexadecimal digits. */
export function hex8(h: number): string {
  return (HEX[h >>> 16] ?? '') + (HEX[h & 0xffff] ?? '');
}

export function uuidFrom(h: number): string {
  const a = hex8(hash(h, 1));
  const b = hex8(hash(h, 2));
  const c = hex8(hash(h, 3));
  const d = hex8(hash(h, 4));
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** A deterministic shuffle: the answers of the real server have no promised order either. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const out = [...items];
  for (let index = out.length - 1; index > 0; index--) {
    const other = hash(seed, index) % (index + 1);
    const a = out[index];
    const b = out[other];
    if (a === undefined || b === undefined) continue;
    out[index] = b;
    out[other] = a;
  }
  return out;
}
