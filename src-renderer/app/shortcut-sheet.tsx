import { Dialog } from '../ui/dialog.tsx';
import { words } from './later-words.ts';
import { IS_MAC, MOD } from './shortcuts.ts';

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={words.sheet.title} onClose={onClose}>
      <div className="grid grid-cols-2 gap-6 p-4 max-[700px]:grid-cols-1">
        {words.sheet.shortcuts({ mod: MOD, isMac: IS_MAC }).map(({ title, shortcuts }) => (
          <section key={title}>
            <h3 className="mb-2 text-xs font-semibold">{title}</h3>
            <dl className="flex flex-col gap-1.5">
              {shortcuts.map(({ keys, does }) => (
                <div key={keys} className="flex items-baseline gap-3">
                  <dt className="w-32 shrink-0 font-mono text-2xs text-ink-2">{keys}</dt>
                  <dd className="text-xs">{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
