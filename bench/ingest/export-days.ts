// Days of a raw export as Mixpanel sends them: one gzip file a day, about 700 bytes an event, made once and kept, so that the
// time of making them is no part of any measurement. The same numbers give the same bytes.
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';

/** One line in two hundred is sent twice, as phones do after a broken connection. */
const REPEATED_SHARE = 0.005;
const PEOPLE = 40_000;
const BLOCK_CHARS = 512 * 1024;
/** Changed whenever the lines change, so that old files are not taken for new ones. */
const FORMAT = 2;

export interface ExportDays {
  dir: string;
  /** YYYY-MM-DD, in order. */
  days: string[];
  lines: number;
  /** Lines without the repeats. */
  events: number;
  rawBytes: number;
  gzipBytes: number;
}

type Random = () => number;

/** Mulberry32: small, fast, and the same on every computer. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const EVENTS = ['Page Viewed', 'Article Read', 'Search Performed', 'Item Added', 'Item Removed', 'Checkout Started', 'Order Placed'];
const BROWSERS = ['Chrome', 'Safari', 'Mobile Safari', 'Firefox', 'Microsoft Edge', 'Samsung Internet'];
const SYSTEMS = ['Windows', 'Mac OS X', 'iOS', 'Android', 'Linux'];
const PLACES = [
  ['US', 'California', 'San José'],
  ['AT', 'Wien', 'Wien'],
  ['DE', 'Bayern', 'Nürnberg'],
  ['BR', 'São Paulo', 'Campinas'],
  ['JP', 'Ōsaka', '大阪市'],
  ['IN', 'Karnataka', 'Bengaluru'],
  ['GB', 'England', 'Leeds'],
  ['PL', 'Małopolskie', 'Kraków'],
] as const;
const PLANS = ['free', 'team', 'business'];
const SECTIONS = ['garden', 'kitchen', 'office', 'travel', 'lighting', 'outlet', 'gifts', 'news'];
const CAMPAIGNS = ['spring-letter', 'autumn-letter', 'partner', 'search-brand', 'search-generic'];

function pick<T>(random: Random, from: readonly T[]): T {
  const value = from[Math.min(from.length - 1, Math.floor(random() ** 2 * from.length))];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

function hex(random: Random, length: number): string {
  let out = '';
  while (out.length < length) {
    out += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  }
  return out.slice(0, length);
}

function personOf(random: Random, id: number): string {
  return id % 3 === 0 ? `$device:${hex(random, 32)}` : `customer-${100_000 + id}`;
}

function lineOf(random: Random, people: readonly string[], dayStart: number): string {
  const time = dayStart + Math.floor(random() * 86_400);
  const [country, region, city] = pick(random, PLACES);
  const path = `/${pick(random, SECTIONS)}/${Math.floor(random() ** 2 * 3_000)}`;
  const properties: Record<string, unknown> = {
    time,
    distinct_id: pick(random, people),
    $browser: pick(random, BROWSERS),
    $browser_version: 90 + Math.floor(random() * 50),
    $city: city,
    $current_url: `https://shop.example.com${path}${random() < 0.3 ? `?utm_campaign=${pick(random, CAMPAIGNS)}&ref=${hex(random, 6)}` : ''}`,
    $device_id: hex(random, 32),
    $initial_referrer: random() < 0.6 ? '$direct' : 'https://search.example.org/',
    $insert_id: hex(random, 24),
    $lib_version: '2.55.1',
    $mp_api_endpoint: 'api.mixpanel.com',
    $mp_api_timestamp_ms: (time + 1) * 1_000 + Math.floor(random() * 1_000),
    $os: pick(random, SYSTEMS),
    $region: region,
    $screen_height: 700 + Math.floor(random() * 8) * 90,
    $screen_width: 1_200 + Math.floor(random() * 8) * 160,
    mp_country_code: country,
    mp_lib: 'web',
    mp_processing_time_ms: (time + 2) * 1_000 + Math.floor(random() * 1_000),
    plan: pick(random, PLANS),
    section: path.split('/')[1],
    seconds_on_page: Math.round(random() * 6_000) / 10,
  };
  if (random() < 0.2) properties.amount = Math.round(random() * 40_000) / 100;
  if (random() < 0.1) properties.labels = [pick(random, SECTIONS), pick(random, SECTIONS)];
  if (random() < 0.06) properties.basket = { lines: [{ sku: `S-${hex(random, 6)}`, pieces: 1 + Math.floor(random() * 4) }], voucher: null };
  if (random() < 0.05) properties.remark = `“quoted” \\ ${city}\nsecond line`;
  return `${JSON.stringify({ event: pick(random, EVENTS), properties })}\n`;
}

async function writeDay(
  file: string,
  day: string,
  perDay: number,
  seed: number,
): Promise<{ lines: number; rawBytes: number; gzip: number }> {
  const random = randomFrom(seed);
  const people = Array.from({ length: PEOPLE }, (_, id) => personOf(random, id));
  const start = Date.parse(`${day}T00:00:00Z`) / 1_000;
  const gzip = createGzip({ level: 6 });
  const out = gzip.pipe(createWriteStream(`${file}.part`));
  let [lines, rawBytes, block] = [0, 0, ''];
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(block);
    block = '';
    rawBytes += bytes.length;
    if (!gzip.write(bytes)) await once(gzip, 'drain');
  };
  for (let made = 0; made < perDay; made += 1) {
    const line = lineOf(random, people, start);
    const copies = random() < REPEATED_SHARE ? 2 : 1;
    block += copies === 2 ? line + line : line;
    lines += copies;
    if (block.length > BLOCK_CHARS) await flush();
  }
  await flush();
  gzip.end();
  await once(out, 'finish');
  renameSync(`${file}.part`, file);
  return { lines, rawBytes, gzip: gzip.bytesWritten === 0 ? 0 : out.bytesWritten };
}

/** Files of an earlier run are used again. */
export async function makeExportDays(events: number, dayCount: number): Promise<ExportDays> {
  const perDay = Math.ceil(events / dayCount);
  const dir = join(tmpdir(), `mixlake-bench-export-${FORMAT}-${dayCount}x${perDay}`);
  const summaryFile = join(dir, 'summary.json');
  if (existsSync(summaryFile)) return JSON.parse(readFileSync(summaryFile, 'utf8'));
  mkdirSync(dir, { recursive: true });
  const total: ExportDays = { dir, days: [], lines: 0, events: perDay * dayCount, rawBytes: 0, gzipBytes: 0 };
  for (let index = 0; index < dayCount; index += 1) {
    const day = new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10);
    const made = await writeDay(join(dir, `${day}.jsonl.gz`), day, perDay, 1_000 + index);
    total.days.push(day);
    total.lines += made.lines;
    total.rawBytes += made.rawBytes;
    total.gzipBytes += made.gzip;
  }
  writeFileSync(summaryFile, JSON.stringify(total));
  return total;
}
