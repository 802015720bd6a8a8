// The browser's own modal dialog: it traps focus, closes on Escape and needs no injected style.
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button.tsx';
import { focusedElement } from './focus.ts';
import { words } from './words.ts';

interface DialogProps {
  title: string;
  onClose: () => void;
  actions?: ReactNode;
  children: ReactNode;
}

/** Open while it is rendered. Focus goes back to where it was when it closes. */
export function Dialog({ title, onClose, actions, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = focusedElement();
    dialog?.showModal();
    return () => {
      dialog?.close();
      before?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
      className="m-auto w-[min(720px,90vw)] rounded-lg border border-line-strong bg-surface p-0 text-ink shadow-[0_12px_48px_var(--shadow)]"
    >
      <div className="flex max-h-[80vh] flex-col">
        <header className="flex items-center gap-2 border-b border-line px-4 py-2">
          <h2 id={titleId} className="min-w-0 flex-1 truncate text-sm font-semibold">
            {title}
          </h2>
          {actions}
          <IconButton label={words.close} onClick={onClose}>
            <X aria-hidden size={16} />
          </IconButton>
        </header>
        <div className="min-h-0 overflow-auto">{children}</div>
      </div>
    </dialog>
  );
}
