// Two panes with a bar between them that can be dragged or moved with the arrow keys. The browser's own layout holds the bounds,
// also when the window gets smaller; the usual package for this is a tenth of all the code that the first screen needs.
import { type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { classNames } from './class-names.ts';

/** One press of an arrow key. */
const STEP_PX = 16;

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
  const pane = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<string>(size);
  const percent = usePercent(pane, isHorizontal);
  const bar = useBar(pane, isHorizontal, setAt);
  const id = useId();
  const most = `calc(100% - ${leastSecond} - 1px)`; // the bar's own pixel
  // Style by property: the content security policy refuses it only as text.
  const bounds = isHorizontal ? { width: at, minWidth: leastSize, maxWidth: most } : { height: at, minHeight: leastSize, maxHeight: most };
  return (
    <div className={classNames('flex min-h-0 min-w-0 flex-1', isHorizontal ? 'flex-row' : 'flex-col')}>
      <div id={id} ref={pane} style={bounds} className={classNames('flex shrink-0 flex-col overflow-hidden', !isHorizontal && 'min-w-0')}>
        {first}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule that can be moved is a separator with a value; <hr> has none. */}
      <div
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-controls={id}
        aria-orientation={isHorizontal ? 'vertical' : 'horizontal'}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        onDoubleClick={() => setAt(size)}
        {...bar}
        className={classNames(
          'relative z-30 shrink-0 touch-none bg-line transition-[background-color] select-none hover:bg-accent focus-visible:bg-accent focus-visible:outline-offset-0 active:bg-accent',
          // The line is thin, what the pointer can take hold of is not; it lies over the grid's sticky cells.
          'after:absolute',
          isHorizontal
            ? 'w-px cursor-col-resize after:inset-y-0 after:-inset-x-1'
            : 'h-px cursor-row-resize after:inset-x-0 after:-inset-y-1',
        )}
      />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden">{second}</div>
    </div>
  );
}

/** How much of both the first pane takes, for assistive technology. */
function usePercent(pane: RefObject<HTMLElement | null>, isHorizontal: boolean): number {
  const [percent, setPercent] = useState(50);
  useEffect(() => {
    const element = pane.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      const own = isHorizontal ? element.offsetWidth : element.offsetHeight;
      const all = (isHorizontal ? element.parentElement?.offsetWidth : element.parentElement?.offsetHeight) ?? 0;
      if (all > 0) setPercent(Math.round((own / all) * 100));
    });
    observer.observe(element);
    if (element.parentElement !== null) observer.observe(element.parentElement);
    return () => observer.disconnect();
  }, [pane, isHorizontal]);
  return percent;
}

function useBar(pane: RefObject<HTMLElement | null>, isHorizontal: boolean, setAt: (size: string) => void) {
  /** Between the pointer and the pane's edge, so that the bar does not jump when it is taken. */
  const held = useRef<number | null>(null);
  const sizeNow = () => (isHorizontal ? pane.current?.offsetWidth : pane.current?.offsetHeight) ?? 0;
  const pointerAt = (event: PointerEvent) => (isHorizontal ? event.clientX : event.clientY);
  const release = () => {
    held.current = null;
  };
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current = sizeNow() - pointerAt(event);
    },
    onPointerMove(event: PointerEvent) {
      if (held.current !== null) setAt(`${Math.max(0, pointerAt(event) + held.current)}px`);
    },
    onPointerUp: release,
    onPointerCancel: release,
    onKeyDown(event: KeyboardEvent) {
      const to = sizeAfter(event.key, sizeNow(), isHorizontal);
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      setAt(to);
    },
  };
}

/** Beyond the bounds the layout stops it. */
function sizeAfter(key: string, size: number, isHorizontal: boolean): string | undefined {
  if (key === 'Home') return '0px';
  if (key === 'End') return '100%';
  if (key === (isHorizontal ? 'ArrowLeft' : 'ArrowUp')) return `${Math.max(0, size - STEP_PX)}px`;
  if (key === (isHorizontal ? 'ArrowRight' : 'ArrowDown')) return `${size + STEP_PX}px`;
  return undefined;
}
