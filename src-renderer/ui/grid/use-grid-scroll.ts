// The scroll position of the grid. The content offset is the truth; the scroll bar follows it. In a shortened space a
// pixel of the scroll bar is several pixels of content, so wheel and keys move the offset themselves, one to one.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { clampOffset, offsetAt, ROW_PX, type RowSpace, rowSpace, scrollTopAt } from './row-window.ts';

interface View {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface GridScroll {
  readonly space: RowSpace;
  readonly offset: number;
  readonly scrollTop: number;
  readonly scrollLeft: number;
  readonly view: View;
  scrollTo: (target: { offset?: number; left?: number }) => void;
  onScroll: () => void;
}

export function useGridScroll(ref: RefObject<HTMLDivElement | null>, rowCount: number, headerPx: number): GridScroll {
  const [view, setView] = useState<View>({ widthPx: 0, heightPx: 0 });
  const [position, setPosition] = useState({ offset: 0, scrollTop: 0, scrollLeft: 0 });
  const space = useMemo(() => rowSpace(rowCount, Math.max(0, view.heightPx - headerPx)), [rowCount, view.heightPx, headerPx]);
  const truth = useRef({ offset: 0, scrollTop: 0 });

  const scrollTo = useCallback(
    ({ offset = truth.current.offset, left }: { offset?: number; left?: number }) => {
      const scroller = ref.current;
      if (scroller === null) return;
      const target = clampOffset(space, offset);
      scroller.scrollTop = scrollTopAt(space, target);
      if (left !== undefined) scroller.scrollLeft = left;
      truth.current = { offset: target, scrollTop: scroller.scrollTop };
      setPosition({ ...truth.current, scrollLeft: scroller.scrollLeft });
    },
    [ref, space],
  );
  const onScroll = useCallback(() => {
    const scroller = ref.current;
    if (scroller === null) return;
    const { scrollTop, scrollLeft } = scroller;
    // Our own scrollTo comes back as an event; its exact offset must not be lost to the scroll bar's rounding.
    if (Math.abs(scrollTop - truth.current.scrollTop) >= 1) truth.current = { offset: offsetAt(space, scrollTop), scrollTop };
    setPosition({ ...truth.current, scrollLeft });
  }, [ref, space]);

  useLayoutEffect(() => {
    const scroller = ref.current;
    if (scroller === null) return;
    const measure = () => setView({ widthPx: scroller.clientWidth, heightPx: scroller.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [ref]);
  useWheel(ref, space.factor > 1, (px) => scrollTo({ offset: truth.current.offset + px }));
  return { space, ...position, view, scrollTo, onScroll };
}

function useWheel(ref: RefObject<HTMLDivElement | null>, isScaled: boolean, move: (px: number) => void): void {
  const latest = useRef(move);
  useEffect(() => {
    latest.current = move;
  });
  useEffect(() => {
    const scroller = ref.current;
    if (scroller === null || !isScaled) return;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      const unit =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE ? ROW_PX : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? scroller.clientHeight : 1;
      latest.current(event.deltaY * unit);
    };
    // React listens passively, and a passive listener cannot prevent the scaled scroll.
    scroller.addEventListener('wheel', onWheel, { passive: false });
    return () => scroller.removeEventListener('wheel', onWheel);
  }, [ref, isScaled]);
}
