// A process that serves days of export from disk, compressed as they lie there, with next to no work of its own: the cores belong
// to the engine that is measured. `--bytes-per-second N` makes it a wire. Prints its origin.
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { dir: { type: 'string', default: '.' }, 'bytes-per-second': { type: 'string', default: '0' } },
});
const bytesPerSecond = Number(values['bytes-per-second']);
const READ_BYTES = 64 * 1024;

/** One wire for all requests together, as a line to the internet is. */
let wireFreeAtMs = 0;
async function takeWire(bytes: number): Promise<void> {
  if (bytesPerSecond === 0) return;
  const nowMs = performance.now();
  wireFreeAtMs = Math.max(wireFreeAtMs, nowMs) + (bytes / bytesPerSecond) * 1_000;
  if (wireFreeAtMs - nowMs > 2) await sleep(wireFreeAtMs - nowMs);
}

async function sendDay(file: string, response: ServerResponse): Promise<void> {
  for await (const piece of createReadStream(file, { highWaterMark: READ_BYTES })) {
    await takeWire(piece.length);
    if (response.destroyed) return;
    if (response.write(piece)) continue;
    await new Promise<void>((done) => {
      const go = (): void => {
        response.off('drain', go);
        response.off('close', go);
        done();
      };
      response.once('drain', go);
      response.once('close', go);
    });
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (!url.pathname.endsWith('/export')) {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not here"}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' });
  const send = async (): Promise<void> => {
    const to = Date.parse(url.searchParams.get('to_date') ?? '');
    for (let at = Date.parse(url.searchParams.get('from_date') ?? ''); at <= to; at += 86_400_000) {
      const file = join(values.dir, `${new Date(at).toISOString().slice(0, 10)}.jsonl.gz`);
      if (existsSync(file)) await sendDay(file, response);
    }
    response.end();
  };
  send().catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
