// Reads a goal said in words: which stage of growth it is about, and which names of the project it speaks of.
import { wordsOf } from './event-roles.ts';

export const STAGES = ['acquisition', 'activation', 'retention', 'revenue', 'referral'] as const;
export type StageName = (typeof STAGES)[number];

/** As mp_mcp had them, each once; a word counts when it begins so. */
const KEYWORDS: Record<StageName, readonly string[]> = {
  acquisition: [
    'signup',
    'sign up',
    'register',
    'new user',
    'acquisition',
    'first visit',
    'landing',
    'traffic',
    'source',
    'campaign',
    'channel',
  ],
  activation: ['activation', 'onboarding', 'first', 'aha moment', 'setup', 'complete profile', 'engaged', 'value'],
  retention: [
    'retention',
    'retain',
    'return',
    'churn',
    'come back',
    'comeback',
    'repeat',
    'stay',
    'leave',
    'leaving',
    'drop off',
    'inactive',
  ],
  revenue: [
    'revenue',
    'purchase',
    'payment',
    'conversion',
    'monetization',
    'arpu',
    'ltv',
    'subscription',
    'upgrade',
    'pricing',
    'paying',
    'book',
  ],
  referral: ['refer', 'invite', 'share', 'viral', 'word of mouth', 'recommend'],
};

export interface ReadGoal {
  category: StageName;
  /** The words that spoke for it. */
  matched: string[];
  /** Other stages that as many words speak for. */
  tied: StageName[];
}

/** Most hits win; of equals the earlier stage; without any it is retention. */
export function readGoal(goal: string): ReadGoal {
  const text = ` ${wordsOf(goal)}`;
  const hits = STAGES.map((stage) => ({ stage, matched: KEYWORDS[stage].filter((word) => text.includes(` ${word}`)) }));
  const most = Math.max(...hits.map(({ matched }) => matched.length));
  if (most === 0) return { category: 'retention', matched: [], tied: [] };
  const [first, ...others] = hits.filter(({ matched }) => matched.length === most);
  return { category: first?.stage ?? 'retention', matched: first?.matched ?? [], tied: others.map(({ stage }) => stage) };
}

const LEAST_STEM = 4;

/** Which part of a name's words the goal speaks of, 0 to 1: `booking tours` speaks of the whole of `Tour Booked`. */
export function spokenOf(goal: string, name: string): number {
  const said = wordsOf(goal).split(' ');
  const words = wordsOf(name)
    .split(' ')
    .filter((word) => word.length >= LEAST_STEM);
  if (words.length === 0) return 0;
  return words.filter((word) => said.some((each) => haveOneStem(each, word))).length / words.length;
}

/** Inflected forms share their beginning; three letters may differ at the end. */
function haveOneStem(a: string, b: string): boolean {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  return same >= LEAST_STEM && Math.max(a.length, b.length) - same <= 3;
}

/** The name the goal speaks of most, at least half of it; undefined when none or several equally. */
export function mostSpokenOf(goal: string, names: readonly string[]): string | undefined {
  const scored = names.map((name) => ({ name, score: spokenOf(goal, name) })).filter(({ score }) => score >= 0.5);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const found = scored.filter(({ score }) => score === best);
  return found.length === 1 ? found[0]?.name : undefined;
}
