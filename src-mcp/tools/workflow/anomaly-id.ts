// The id under which scan hands an anomaly to investigate. It holds what is needed to find it again, so nothing has to be kept: a
// short readable head, and the whole as base64url, so that any event name passes.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { inputError } from '#shared/errors.ts';

const Content = z.object({ event: z.string().min(1), type: z.enum(['drop', 'spike', 'trend_change']), date: z.string() });
export type AnomalyContent = z.output<typeof Content>;

const HASH_CHARS = 8;

export function anomalyId(content: AnomalyContent): string {
  const body = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${content.type}_${content.date}_${body}_${hashOf(body)}`;
}

export function readAnomalyId(id: string): AnomalyContent {
  const parts = id.trim().split('_');
  const [body, hash] = [parts.slice(2, -1).join('_'), parts.at(-1)];
  try {
    if (hash !== hashOf(body)) throw new RangeError('the id was changed');
    return Content.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  } catch {
    throw inputError(
      `${JSON.stringify(id.slice(0, 60))} is not the id of an anomaly.`,
      'Copy it from the answer of scan, or give event and date instead.',
    );
  }
}

/** base64url may hold underscores and dashes; the hash does not. */
function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, HASH_CHARS);
}
