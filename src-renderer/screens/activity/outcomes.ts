// How each outcome looks and reads. Icon and word together: colour alone says nothing to some.
import { Ban, CircleCheck, CircleSlash, CircleX, LoaderCircle, type LucideIcon, Unplug } from 'lucide-react';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { Tone } from '../../ui/badge.tsx';

export type Outcome = ActivityEntry['outcome'];

export const OUTCOMES: Record<Outcome, { word: string; tone: Tone; Icon: LucideIcon }> = {
  running: { word: 'Running', tone: 'accent', Icon: LoaderCircle },
  ok: { word: 'OK', tone: 'ok', Icon: CircleCheck },
  error: { word: 'Error', tone: 'danger', Icon: CircleX },
  refused: { word: 'Refused', tone: 'warn', Icon: Ban },
  cancelled: { word: 'Cancelled', tone: 'neutral', Icon: CircleSlash },
  interrupted: { word: 'Interrupted', tone: 'warn', Icon: Unplug },
};

export const OUTCOME_ORDER = ['ok', 'running', 'error', 'refused', 'cancelled', 'interrupted'] as const satisfies readonly Outcome[];
