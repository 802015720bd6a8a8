import type { Readable } from 'node:stream';
import { gunzipped, type RawBody } from '#core/gunzip.ts';
import type { CallOptions, MixpanelHttp } from './http.ts';

export interface ExportInput {
  /** First and last day, inclusive, as the export endpoint counts days. */
  fromDate: string;
  toDate: string;
  events?: string[] | undefined;
  where?: string | undefined;
  /** At most 100,000. */
  limit?: number | undefined;
}

/** Raw events, one JSON object a line, in no order; the bytes are decompressed and end cleanly or fail. */
export async function exportEvents(http: MixpanelHttp, input: ExportInput, call: CallOptions): Promise<Readable> {
  return gunzipped(await exportBody(http, input, call));
}

/** The same, as the bytes come in. */
export function exportBody(http: MixpanelHttp, input: ExportInput, call: CallOptions): Promise<RawBody> {
  return http.exportBody(
    {
      from_date: input.fromDate,
      to_date: input.toDate,
      event: input.events === undefined ? undefined : JSON.stringify(input.events),
      where: input.where,
      limit: input.limit,
    },
    call,
  );
}
