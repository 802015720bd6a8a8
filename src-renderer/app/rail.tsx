import { Monitor, Moon, Sun } from 'lucide-react';
import { Link } from 'wouter';
import { classNames } from '../ui/class-names.ts';
import { routes } from './routes.ts';
import type { Theme } from './theme.ts';
import { useTheme } from './use-theme.ts';
import { words } from './words.ts';

const THEME_ICONS: Record<Theme, typeof Sun> = { system: Monitor, light: Sun, dark: Moon };

export function Rail(props: { location: string }) {
  return (
    <div className="flex w-[76px] shrink-0 flex-col items-center border-r border-line bg-canvas py-2">
      <Mark />
      <nav aria-label={words.rail.screens} className="mt-3 flex w-full flex-col gap-1 px-1.5">
        {routes.map(({ path, title, Icon }) => {
          const isHere = props.location.startsWith(path);
          return (
            <Link
              key={path}
              href={path}
              aria-current={isHere ? 'page' : undefined}
              className={classNames(
                'flex h-12 flex-col items-center justify-center gap-0.5 rounded-md text-2xs transition-colors',
                isHere ? 'bg-accent-soft font-medium text-accent-strong' : 'text-ink-2 hover:bg-hover hover:text-ink',
              )}
            >
              <Icon aria-hidden size={18} strokeWidth={1.75} />
              {title}
            </Link>
          );
        })}
      </nav>
      <div className="flex-1" />
      <ThemeButton />
    </div>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" className="size-8 shrink-0" role="img" aria-label={words.shell.title(undefined)}>
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path d="M6 13c3.3-3 6.7-3 10 0s6.7 3 10 0" fill="none" stroke="var(--on-accent)" strokeWidth="2.6" strokeLinecap="round" />
      <path
        d="M6 20c3.3-3 6.7-3 10 0s6.7 3 10 0"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.6"
        strokeLinecap="round"
        opacity="0.6"
      />
    </svg>
  );
}

function ThemeButton() {
  const { theme, next } = useTheme();
  const Icon = THEME_ICONS[theme];
  const label = words.rail.themes[theme];
  return (
    <button
      type="button"
      onClick={next}
      aria-label={words.rail.changeTheme(label)}
      title={words.rail.theme(label)}
      className="flex h-11 w-14 flex-col items-center justify-center gap-0.5 rounded-md text-2xs text-ink-2 transition-colors hover:bg-hover hover:text-ink"
    >
      <Icon aria-hidden size={16} strokeWidth={1.75} />
      {label}
    </button>
  );
}
