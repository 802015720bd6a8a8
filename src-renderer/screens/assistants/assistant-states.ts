// How each state of an assistant looks. It stands beside its word: colour alone says nothing to some.
import { CircleCheck, CircleDashed, CircleMinus, CircleX, Clock, type LucideIcon, Radio, TriangleAlert } from 'lucide-react';
import type { Assistant, AssistantState } from '#shared/model/assistant.ts';
import type { Tone } from '../../ui/badge.tsx';

export const STATES: Record<AssistantState, { tone: Tone; Icon: LucideIcon }> = {
  'not-installed': { tone: 'neutral', Icon: CircleMinus },
  unreadable: { tone: 'danger', Icon: CircleX },
  'not-registered': { tone: 'neutral', Icon: CircleDashed },
  wiped: { tone: 'warn', Icon: TriangleAlert },
  'never-seen': { tone: 'accent', Icon: CircleCheck },
  connected: { tone: 'ok', Icon: Radio },
  'last-seen': { tone: 'ok', Icon: Clock },
};

export function isRegistered({ state }: Assistant): boolean {
  return state === 'never-seen' || state === 'connected' || state === 'last-seen';
}
