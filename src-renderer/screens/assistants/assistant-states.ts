// How each state of an assistant looks and reads. Icon and word together: colour alone says nothing to some.
import { CircleCheck, CircleDashed, CircleMinus, CircleX, Clock, type LucideIcon, Radio, TriangleAlert } from 'lucide-react';
import type { Assistant, AssistantState } from '#shared/model/assistant.ts';
import type { Tone } from '../../ui/badge.tsx';
import { formatClock } from '../../ui/instants.ts';

export const STATES: Record<AssistantState, { word: string; tone: Tone; Icon: LucideIcon }> = {
  'not-installed': { word: 'Not found', tone: 'neutral', Icon: CircleMinus },
  unreadable: { word: 'File cannot be read', tone: 'danger', Icon: CircleX },
  'not-registered': { word: 'Not registered', tone: 'neutral', Icon: CircleDashed },
  wiped: { word: 'Entry has gone', tone: 'warn', Icon: TriangleAlert },
  'never-seen': { word: 'Registered, never seen', tone: 'accent', Icon: CircleCheck },
  connected: { word: 'Connected now', tone: 'ok', Icon: Radio },
  'last-seen': { word: 'Last seen', tone: 'ok', Icon: Clock },
};

export function isRegistered({ state }: Assistant): boolean {
  return state === 'never-seen' || state === 'connected' || state === 'last-seen';
}

export function stateWords({ state, lastSeenAt }: Assistant, now: Date): string {
  const { word } = STATES[state];
  return state === 'last-seen' && lastSeenAt !== null ? `${word} ${formatClock(lastSeenAt, now)}` : word;
}
