// Raw export: every event of some days as lines of JSON, made while they are sent. No order, no paging, duplicates included.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { compileFilter, type Row } from '../expression/evaluate.ts';
import { MOST_PENDING } from '../http/body.ts';
import { type Answer, type Call, type DayRange, dayRange } from '../http/call.ts';
import { EventRow } from '../world/event-row.ts';
import { at } from '../world/people.ts';
import { hash } from '../world/prng.ts';
import { renderEvent, type TimeFormat } from '../world/render.ts';
import { type EventKind, isSentTwice, isVisible, type SimEvent } from '../world/sim-event.ts';
import { emitVisitor } from '../world/visitor-day.ts';
import { DAY_MS } from '../world/zone.ts';
import { kindsOf } from './event-names.ts';

const BUFFER_BYTES = 128 * 1024;
// Full buffers are taken after each person; one person's day seldom fills more than two.
const MOST_READY = 4;
// Besides those: pending at the consumer, the one being filled, and one to spare.
const RING = MOST_PENDING + MOST_READY + 2;
/** No line is longer than this. */
const LONGEST_LINE_BYTES = 8 * 1024;
const BLANK_LINE_ONE_IN = 700;
const MOST_LINES = 100_000;

interface ExportQuery {
  readonly call: Call;
  readonly fromMs: number;
  readonly toMs: number;
  readonly kinds: ReadonlySet<EventKind> | undefined;
  readonly filter: ((row: Row) => boolean) | undefined;
  readonly limit: number;
  readonly format: TimeFormat;
}

/** Collects lines into buffers; a full one goes to `ready`. The buffers are used again by the contract of `Bytes`. */
class LineWriter {
  readonly ready: Buffer[] = [];
  readonly #ring = Array.from({ length: RING }, () => Buffer.allocUnsafeSlow(BUFFER_BYTES));
  #turn = 0;
  #buffer: Buffer;
  #used = 0;
  #lines = 0;

  constructor() {
    this.#buffer = at(this.#ring, 0);
  }

  get lines(): number {
    return this.#lines;
  }

  add(line: string): void {
    if (this.#used + LONGEST_LINE_BYTES > BUFFER_BYTES) this.flush();
    // The newline stands before each line but the first: the body ends without one.
    if (this.#lines > 0) this.#buffer[this.#used++] = 0x0a;
    this.#used += this.#buffer.write(line, this.#used, 'utf8');
    this.#lines += 1;
    if (hash(this.#lines, 0xb1a) % BLANK_LINE_ONE_IN === 0) this.#buffer[this.#used++] = 0x0a;
  }

  flush(): void {
    if (this.#used === 0) return;
    this.ready.push(this.#buffer.subarray(0, this.#used));
    this.#turn = (this.#turn + 1) % RING;
    // More waiting than foreseen: rather a new buffer than one that somebody still reads.
    if (this.ready.length > MOST_READY) this.#ring[this.#turn] = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    this.#buffer = at(this.#ring, this.#turn);
    this.#used = 0;
  }
}

/** Writes the lines of one event: none, one, or two when the SDK sent it twice. */
function makeSink(query: ExportQuery, writer: LineWriter): { begin: (day: number) => void; sink: (event: SimEvent) => void } {
  const { stats, project } = query.call;
  const nowMs = project.nowMs();
  const row = new EventRow(project);
  let day = 0;
  let ordinal = -1;
  const begin = (next: number) => {
    day = next;
    ordinal = -1;
  };
  const sink = (event: SimEvent) => {
    ordinal += 1;
    if (event.timeMs < query.fromMs || event.timeMs >= query.toMs || writer.lines >= query.limit) return;
    if (query.kinds !== undefined && !query.kinds.has(event.kind)) return;
    if (!isVisible(event, nowMs) || (query.filter !== undefined && !query.filter(row.of(event)))) return;
    writer.add(renderEvent(event, query.format, false));
    stats.countLine(day, ordinal, false);
    if (!isSentTwice(event) || writer.lines >= query.limit) return;
    writer.add(renderEvent(event, query.format, true));
    stats.countLine(day, ordinal, true);
  };
  return { begin, sink };
}

async function* exportBody(query: ExportQuery): AsyncGenerator<Buffer> {
  const { project, signal, stats } = query.call;
  const { world } = project;
  const writer = new LineWriter();
  const { begin, sink } = makeSink(query, writer);
  const take = () => {
    const pieces = writer.ready.splice(0);
    for (const piece of pieces) stats.countBytes(piece.length);
    return pieces;
  };
  const lastDay = project.zone.dayOf(query.toMs - 1);
  for (let day = project.zone.dayOf(query.fromMs); day <= lastDay; day++) {
    begin(day);
    const context = world.dayContext(day);
    for (const person of world.people) {
      world.emitPerson(person, context, sink);
      if (writer.ready.length === 0) continue;
      yield* take();
      if (signal.aborted || writer.lines >= query.limit) return;
      await nextTurn();
    }
    for (const visitor of world.visitors(context)) {
      emitVisitor(visitor, context, sink);
      if (writer.ready.length > 0) yield* take();
    }
    world.emitBackend(context, sink);
    yield* take();
    if (signal.aborted) return;
  }
  writer.flush();
  yield* take();
}

/** Export days are UTC days, in projects from before 2023 days of the project's zone. */
function bounds(call: Call, range: DayRange): { fromMs: number; toMs: number } {
  const { project } = call;
  if (project.isWallClock) return { fromMs: project.zone.startOf(range.fromDay), toMs: project.zone.startOf(range.toDay + 1) };
  return { fromMs: range.fromDay * DAY_MS, toMs: (range.toDay + 1) * DAY_MS };
}

export function exportEvents(call: Call): Answer {
  const { params, project } = call;
  const range = dayRange(call);
  const names = params.texts('event');
  const query: ExportQuery = {
    call,
    ...bounds(call, range),
    kinds: names === undefined ? undefined : kindsOf(names),
    filter: compileFilter(params.get('where'), project.readInstant),
    limit: params.integer('limit', { min: 1, max: MOST_LINES }) ?? Number.POSITIVE_INFINITY,
    format: project.timeFormat(params.flag('time_in_ms', false)),
  };
  return { kind: 'stream', body: exportBody(query), type: 'text/plain; charset=utf-8' };
}
