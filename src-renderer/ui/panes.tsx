// Two panes with a bar between them that can be dragged or moved with the arrow keys.
import type { ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { classNames } from './class-names.ts';

interface PanesProps {
  direction: 'horizontal' | 'vertical';
  label: string;
  first: ReactNode;
  second: ReactNode;
  /** Of the first pane, e.g. `260px` or `40%`. */
  size: string;
  leastSize: string;
  leastSecond: string;
}

export function Panes({ direction, label, first, second, size, leastSize, leastSecond }: PanesProps) {
  const isHorizontal = direction === 'horizontal';
  return (
    <Group orientation={direction} className="min-h-0 flex-1">
      <Panel defaultSize={size} minSize={leastSize} groupResizeBehavior="preserve-pixel-size" className="flex min-h-0 flex-col">
        {first}
      </Panel>
      <Separator
        aria-label={label}
        className={classNames(
          'relative bg-line transition-colors outline-none hover:bg-accent focus-visible:bg-accent data-[separator=active]:bg-accent',
          isHorizontal ? 'w-px' : 'h-px',
        )}
      />
      <Panel minSize={leastSecond} className="flex min-h-0 flex-col">
        {second}
      </Panel>
    </Group>
  );
}
