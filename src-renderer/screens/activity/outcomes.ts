// How each outcome looks. Its icon stands beside its word: colour alone says nothing to some.
import { Ban, CircleCheck, CircleSlash, CircleX, LoaderCircle, type LucideIcon, Unplug } from 'lucide-react';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { Tone } from '../../ui/badge.tsx';

export type Outcome = ActivityEntry['outcome'];

export const OUTCOMES: Record<Outcome, { tone: Tone; Icon: LucideIcon }> = {
  running: { tone: 'accent', Icon: LoaderCircle },
  ok: { tone: 'ok', Icon: CircleCheck },
  error: { tone: 'danger', Icon: CircleX },
  refused: { tone: 'warn', Icon: Ban },
  cancelled: { tone: 'neutral', Icon: CircleSlash },
  interrupted: { tone: 'warn', Icon: Unplug },
};

export const OUTCOME_ORDER = ['ok', 'running', 'error', 'refused', 'cancelled', 'interrupted'] as const satisfies readonly Outcome[];
