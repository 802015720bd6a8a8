import { Badge } from '../../ui/badge.tsx';
import { OUTCOMES, type Outcome } from './outcomes.ts';
import { words } from './words.ts';

export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const { tone, Icon } = OUTCOMES[outcome];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden size={11} className={outcome === 'running' ? 'animate-spin' : undefined} />
      {words.outcomes[outcome]}
    </Badge>
  );
}
