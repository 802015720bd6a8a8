import type { Readable } from 'node:stream';
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
export function exportEvents(http: MixpanelHttp, input: ExportInput, call: CallOptions): Promise<Readable> {
  return http.exportStream(
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
