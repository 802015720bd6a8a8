// Where the window stood when it was closed. A place that no screen shows any more is forgotten, its size is not.
import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const Stored = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(800).max(20_000),
  height: z.number().int().min(500).max(20_000),
  isMaximized: z.boolean(),
});
export type WindowState = z.infer<typeof Stored>;

/** So much of the title bar must be on a screen, in pixels, for a person to get hold of it. */
const LEAST_VISIBLE = { width: 120, height: 32 };

export function readWindowState(file: string): WindowState | undefined {
  try {
    return Stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // none yet, or damaged: the window opens as it does the first time
  }
}

export async function writeWindowState(file: string, state: WindowState): Promise<void> {
  await writeFileAtomic(file, JSON.stringify(state), { mode: 0o600 });
}

/** What to open the window with. Without x and y it is centred. */
export function fitToScreens(state: WindowState | undefined, screens: readonly Area[]): Partial<Area> {
  if (state === undefined) return {};
  const { x, y, width, height } = state;
  const isReachable = screens.some(
    (screen) =>
      Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x) >= LEAST_VISIBLE.width &&
      y >= screen.y &&
      y + LEAST_VISIBLE.height <= screen.y + screen.height,
  );
  return isReachable ? { x, y, width, height } : { width, height };
}
