// The end of the engine's log, read by the app: when the engine does not start, it is the only one that can tell why.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { LogLine } from '#shared/model/log-line.ts';

/** The last lines of an ordinary log are far shorter; more is not read. */
const MAX_BYTES = 512 * 1024;
const MAX_DETAILS_CHARS = 4_000;

const Line = z.looseObject({ time: z.number(), level: z.number(), msg: z.string().optional() });

/** Oldest first. Empty when no engine has written yet. The lines were freed of secrets when they were written. */
export async function readEngineLog(logsDir: string, lines: number): Promise<LogLine[]> {
  const text = await endOf(join(logsDir, 'engine.log'));
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines)
    .map(toLogLine);
}

async function endOf(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - MAX_BYTES);
    const bytes = Buffer.alloc(size - from);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    const text = bytes.toString('utf8', 0, bytesRead);
    // The first line is cut off somewhere, unless it is the first of the file.
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await handle.close();
  }
}

function toLogLine(text: string): LogLine {
  try {
    const { time, level, msg, process: _process, pid: _pid, ...rest } = Line.parse(JSON.parse(text));
    const details = Object.keys(rest).length === 0 ? '' : JSON.stringify(rest).slice(0, MAX_DETAILS_CHARS);
    return { time: new Date(time).toISOString(), level: levelOf(level), message: msg ?? '', details };
  } catch {
    return { time: null, level: 'error', message: text.slice(0, MAX_DETAILS_CHARS), details: '' };
  }
}

/** The numbers of the log's format. */
function levelOf(level: number): LogLine['level'] {
  if (level >= 60) return 'fatal';
  if (level >= 50) return 'error';
  if (level >= 40) return 'warning';
  return level >= 30 ? 'info' : 'debug';
}
