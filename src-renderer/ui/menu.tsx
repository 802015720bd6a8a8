// A menu of commands about one thing, at a place of the page. It takes the focus and gives it back.
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { classNames } from './class-names.ts';
import { focusedElement } from './focus.ts';

export interface MenuItem {
  readonly title: string;
  readonly isDangerous?: boolean;
  readonly run: () => void;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  /** Of its upper left corner in the page, moved inwards where it would not fit. */
  at: { readonly x: number; readonly y: number };
  onClose: () => void;
}

export function Menu({ label, items, at, onClose }: MenuProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(at);
  useLayoutEffect(() => {
    const menu = ref.current;
    if (menu === null) return;
    setPlace({
      x: Math.max(4, Math.min(at.x, window.innerWidth - menu.offsetWidth - 4)),
      y: Math.max(4, Math.min(at.y, window.innerHeight - menu.offsetHeight - 4)),
    });
  }, [at]);
  useEffect(() => {
    const before = focusedElement();
    ref.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    return () => {
      before?.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    const onPress = (event: PointerEvent) => {
      if (!(event.target instanceof Node) || ref.current?.contains(event.target) !== true) onClose();
    };
    window.addEventListener('pointerdown', onPress, { capture: true });
    return () => window.removeEventListener('pointerdown', onPress, { capture: true });
  }, [onClose]);
  return (
    <div
      ref={ref}
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => onMenuKey(event, ref.current, onClose)}
      // Style by property: the content security policy refuses it only as text.
      style={{ left: place.x, top: place.y }}
      className="fixed z-40 min-w-44 rounded-md border border-line-strong bg-surface p-1 shadow-[0_6px_24px_var(--shadow)]"
    >
      {items.map(({ title, isDangerous, run }) => (
        <button
          key={title}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            onClose();
            run();
          }}
          className={classNames(
            'block w-full rounded px-2.5 py-1 text-left text-xs hover:bg-hover focus:bg-hover',
            isDangerous === true && 'text-danger',
          )}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

function onMenuKey(event: KeyboardEvent, menu: HTMLElement | null, onClose: () => void): void {
  event.stopPropagation();
  const items = [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const at = items.findIndex((item) => item.matches(':focus'));
  const go = (index: number) => items[(index + items.length) % items.length]?.focus();
  if (event.key === 'ArrowDown') go(at + 1);
  else if (event.key === 'ArrowUp') go(at - 1);
  else if (event.key === 'Home') go(0);
  else if (event.key === 'End') go(-1);
  else if (event.key === 'Escape' || event.key === 'Tab') onClose();
  else return;
  event.preventDefault();
}
