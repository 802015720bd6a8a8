// Short messages about an action that just ended. Our own, because the usual package writes a <style> element, which the
// content security policy refuses.
import { X } from 'lucide-react';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { createStore, type StoreApi, useStore } from 'zustand';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { words } from './words.ts';

const SHOWN_MS = 7000;
/** With something to press. */
const SHOWN_WITH_ACTIONS_MS = 20_000;
const MOST_AT_ONCE = 4;

interface Toast {
  readonly id: number;
  readonly tone: 'info' | 'danger';
  readonly title: string;
  readonly detail: string | undefined;
  readonly actions: ReactNode;
}

interface ToastState {
  readonly toasts: readonly Toast[];
  show: (tone: Toast['tone'], title: string, detail?: string, actions?: ReactNode) => void;
  dismiss: (id: number) => void;
}

function createToasts(): StoreApi<ToastState> {
  let nextId = 1;
  return createStore<ToastState>()((set, get) => ({
    toasts: [],
    show: (tone, title, detail, actions = null) => {
      const id = nextId++;
      set({ toasts: [...get().toasts, { id, tone, title, detail, actions }].slice(-MOST_AT_ONCE) });
      setTimeout(() => get().dismiss(id), actions === null ? SHOWN_MS : SHOWN_WITH_ACTIONS_MS);
    },
    dismiss: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
  }));
}

const ToastContext = createContext<StoreApi<ToastState> | null>(null);

function useToastStore(): StoreApi<ToastState> {
  const store = useContext(ToastContext);
  if (store === null) throw new Error('Toasts need a ToastProvider above them.');
  return store;
}

/** `toast('danger', 'The fetch failed.', 'Try again in a minute.')` */
export function useToast(): ToastState['show'] {
  return useStore(useToastStore(), (state) => state.show);
}

export function ToastProvider(props: { children: ReactNode }) {
  const [store] = useState(createToasts);
  return (
    <ToastContext value={store}>
      {props.children}
      <ToastRegion />
    </ToastContext>
  );
}

function ToastRegion() {
  const { toasts, dismiss } = useStore(useToastStore());
  return (
    <section
      aria-label={words.toasts.label}
      aria-live="polite"
      className="pointer-events-none fixed right-3 bottom-9 z-50 flex w-80 flex-col gap-2"
    >
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className={classNames(
            'pointer-events-auto flex items-start gap-2 rounded-md border bg-surface py-2 pr-1.5 pl-3 shadow-[0_4px_16px_var(--shadow)]',
            toast.tone === 'danger' ? 'border-danger' : 'border-line-strong',
          )}
        >
          <div className="min-w-0 flex-1 break-words">
            <p className={classNames('font-medium', toast.tone === 'danger' && 'text-danger')}>{toast.title}</p>
            {toast.detail === undefined ? null : <p className="text-ink-2">{toast.detail}</p>}
            {toast.actions === null ? null : <div className="mt-1.5 flex flex-wrap gap-1.5">{toast.actions}</div>}
          </div>
          <IconButton label={words.toasts.dismiss} onClick={() => dismiss(toast.id)}>
            <X aria-hidden size={14} />
          </IconButton>
        </div>
      ))}
    </section>
  );
}
