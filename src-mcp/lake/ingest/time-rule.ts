// Is this a project from before 2023, whose exported `time` is local wall-clock time? Compared with `$mp_api_timestamp_ms`, which
// is always true UTC: over many live events the gap is about 0 for a new project and the zone's offset for an old one.
import type { DuckDBConnection } from '@duckdb/node-api';
import { Temporal } from 'temporal-polyfill';
import { type TimeRule, UTC_RULE } from '../day-range.ts';
import { quoteText } from '../names.ts';
import { MAX_LINE_BYTES } from './spool.ts';

const MIN_SAMPLES = 20;
const MAX_SAMPLES = 5_000;
const TOLERANCE_SECONDS = 20 * 60;
/** Of the files of a body: it holds some thousand events. Asking DuckDB for the first rows of all of them costs half as much as loading them. */
const SAMPLE_FILES = 1;

export interface TimeRuleFinding {
  rule: TimeRule;
  /** False when too few events tell: the rule then stands in for now and is not remembered. */
  isCertain: boolean;
  /** More events could tell: there are only few of them, or few that carry the true time. */
  wantsMore: boolean;
  /** Enough events told, and yet nothing is certain: more of them would tell the same. */
  isAllThereIs?: boolean;
  /** A sentence for the answer when the times look odd and the zone is not known. */
  warning?: string;
}

/** `files`: of a body, in its order; none if it was empty. */
export async function detectTimeRule(
  connection: DuckDBConnection,
  files: readonly string[],
  timezone: string | null,
): Promise<TimeRuleFinding> {
  const finding = await detectIn(connection, files.slice(0, SAMPLE_FILES), timezone);
  // The first events may all be imported ones, which carry no true time: then the rest has to tell.
  return finding.wantsMore && files.length > SAMPLE_FILES ? detectIn(connection, files, timezone) : finding;
}

async function detectIn(connection: DuckDBConnection, files: readonly string[], timezone: string | null): Promise<TimeRuleFinding> {
  const [samples, gap, middle, live] = files.length === 0 ? [] : await timesIn(connection, files);
  if (samples === undefined || gap === undefined || middle === undefined || samples < MIN_SAMPLES || !Number.isFinite(gap)) {
    const wantsMore = timezone !== null && timezone !== 'UTC' && ((samples ?? 0) > 0 || (live ?? 0) < MIN_SAMPLES);
    return { rule: UTC_RULE, isCertain: false, wantsMore };
  }
  if (timezone === null) return unknownZone(gap);
  const offset =
    Temporal.Instant.fromEpochMilliseconds(Math.round((middle - gap) * 1000)).toZonedDateTimeISO(timezone).offsetNanoseconds / 1e9;
  const isWallClock = Math.abs(offset) > TOLERANCE_SECONDS && Math.abs(gap - offset) < TOLERANCE_SECONDS;
  return { rule: isWallClock ? { kind: 'wall-clock', timezone } : UTC_RULE, isCertain: true, wantsMore: false };
}

/** How many events carry the true time, the median of how far `time` is ahead of it, the median of `time` (all in seconds), how many are no import. */
async function timesIn(connection: DuckDBConnection, files: readonly string[]): Promise<number[]> {
  // A sample only, so lines that are no JSON may be left out here; loading never does that.
  const result = await connection.runAndReadAll(`
    SELECT count(api), median(s - api / 1000), median(s) FILTER (WHERE api IS NOT NULL), count(*) FROM (
      SELECT TRY_CAST(x[1] AS DOUBLE) AS s, TRY_CAST(x[2] AS DOUBLE) AS api FROM (
        SELECT json_extract_string(properties, ['$.time', '$."$mp_api_timestamp_ms"', '$."$import"']) AS x
        FROM read_json([${files.map(quoteText).join(', ')}], format = 'newline_delimited', maximum_object_size = ${MAX_LINE_BYTES},
          ignore_errors = true, columns = {properties: 'JSON'}) LIMIT ${MAX_SAMPLES})
      WHERE coalesce(x[3], 'false') <> 'true') WHERE s IS NOT NULL AND s < 1e11`);
  return (result.getRows()[0] ?? []).map(Number);
}

function unknownZone(gap: number): TimeRuleFinding {
  const nothingCertain = { rule: UTC_RULE, isCertain: false, wantsMore: false, isAllThereIs: true };
  const hours = Math.round(gap / 900) / 4;
  if (hours === 0 || Math.abs(gap - hours * 3600) > TOLERANCE_SECONDS) return nothingCertain;
  return {
    ...nothingCertain,
    warning: `The times of these events lie ${Math.abs(hours)} h ${hours > 0 ? 'ahead of' : 'behind'} UTC, as in projects from before 2023, and the project's time zone could not be read: event_time may be off by that much.`,
  };
}
