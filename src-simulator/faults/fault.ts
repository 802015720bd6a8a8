// The ways in which the simulator can be told to misbehave, and the reading of such an order (`POST /_sim/faults`).

export type OddBytes = 'lone-surrogate' | 'invalid-utf8' | 'not-json' | 'split-record' | 'odd-key';
export const ODD_BYTES: readonly OddBytes[] = ['lone-surrogate', 'invalid-utf8', 'not-json', 'split-record', 'odd-key'];

interface Scope {
  /** Part of the path it applies to; every API path when left out. */
  readonly path?: string;
  /** For how many matching requests; 1 when left out. */
  readonly times?: number;
  /** Matching requests that pass untouched before it begins. */
  readonly after?: number;
}

export type Fault = Scope &
  (
    | {
        readonly kind: '429';
        readonly retryAfter?: number | string | null;
        readonly body?: 'json' | 'text' | 'empty';
        readonly limit?: 'hour' | 'concurrent';
      }
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly body?: 'html' | 'json' | 'text' | 'empty';
        readonly retryAfter?: number | string | null;
        readonly message?: string;
      }
    | { readonly kind: 'error-in-200'; readonly message?: string }
    | { readonly kind: 'stall'; readonly ms: number; readonly at?: 'start' | 'body' }
    | {
        readonly kind: 'cut';
        readonly at?: 'record' | 'line-end' | 'gzip' | 'start';
        readonly afterBytes?: number;
        readonly clean?: boolean;
      }
    | { readonly kind: 'terminated-early'; readonly position?: 'last' | 'only'; readonly afterLines?: number; readonly text?: string }
    | { readonly kind: 'corrupt-gzip' }
    | { readonly kind: 'odd-bytes'; readonly which?: readonly OddBytes[] }
    | { readonly kind: 'duplicates'; readonly share?: number }
    | { readonly kind: 'plan-402' }
    | { readonly kind: 'history-403'; readonly days: number }
  );

export type FaultKind = Fault['kind'];

const FIELDS: Readonly<Record<FaultKind, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  '429': { retryAfter: isRetryAfter, body: oneOf('json', 'text', 'empty'), limit: oneOf('hour', 'concurrent') },
  status: { status: isStatus, body: oneOf('html', 'json', 'text', 'empty'), retryAfter: isRetryAfter, message: isText },
  'error-in-200': { message: isText },
  stall: { ms: isCount, at: oneOf('start', 'body') },
  cut: { at: oneOf('record', 'line-end', 'gzip', 'start'), afterBytes: isCount, clean: (value) => typeof value === 'boolean' },
  'terminated-early': { position: oneOf('last', 'only'), afterLines: isCount, text: isText },
  'corrupt-gzip': {},
  'odd-bytes': { which: (value) => Array.isArray(value) && value.every((each) => ODD_BYTES.some((known) => known === each)) },
  duplicates: { share: (value) => typeof value === 'number' && value >= 0 && value <= 1 },
  'plan-402': {},
  'history-403': { days: isCount },
};
const REQUIRED: Readonly<Partial<Record<FaultKind, string>>> = { status: 'status', stall: 'ms', 'history-403': 'days' };

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
function isStatus(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599;
}
function isText(value: unknown): boolean {
  return typeof value === 'string';
}
function isRetryAfter(value: unknown): boolean {
  return value === null || isText(value) || isCount(value);
}
function oneOf(...choices: readonly string[]): (value: unknown) => boolean {
  return (value) => choices.some((choice) => choice === value);
}

function isFaultKind(value: unknown): value is FaultKind {
  return typeof value === 'string' && Object.hasOwn(FIELDS, value);
}

/** Throws a sentence that says what is wrong with the order. */
export function parseFault(value: unknown): Fault {
  if (typeof value !== 'object' || value === null) throw new Error('A fault must be a JSON object.');
  const order = new Map<string, unknown>(Object.entries(value));
  const kind = order.get('kind');
  if (!isFaultKind(kind)) throw new Error(`There is no fault of kind ${JSON.stringify(kind)}. Known: ${Object.keys(FIELDS).join(', ')}.`);
  const fields = { ...FIELDS[kind], kind: isText, path: isText, times: isCount, after: isCount };
  for (const [name, content] of order) {
    const isRight = Object.entries(fields).find(([field]) => field === name)?.[1];
    if (!isRight) throw new Error(`A fault of kind ${kind} has no field "${name}". Known: ${Object.keys(fields).join(', ')}.`);
    if (!isRight(content)) throw new Error(`The field "${name}" of a fault of kind ${kind} cannot be ${JSON.stringify(content)}.`);
  }
  const required = REQUIRED[kind];
  if (required !== undefined && !order.has(required)) throw new Error(`A fault of kind ${kind} needs "${required}".`);
  // Every field was checked against the table above; the compiler cannot follow that.
  return value as Fault;
}

/** Accepts one fault, a list, or `{faults: [...]}`. */
export function parseFaults(value: unknown): Fault[] {
  if (Array.isArray(value)) return value.map(parseFault);
  if (typeof value === 'object' && value !== null && 'faults' in value) return parseFaults(value.faults);
  return [parseFault(value)];
}
