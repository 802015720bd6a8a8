import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

const LOOKS = {
  primary: 'bg-accent text-on-accent border-accent hover:bg-accent-strong hover:border-accent-strong',
  plain: 'bg-surface text-ink border-line-strong hover:bg-hover',
  quiet: 'bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink',
};

const SIZES = {
  small: 'h-6 px-2 text-xs gap-1',
  normal: 'h-7 px-2.5 text-xs gap-1.5',
  large: 'h-9 px-4 text-sm gap-2',
};

interface ButtonProps extends ComponentProps<'button'> {
  look?: keyof typeof LOOKS;
  size?: keyof typeof SIZES;
}

export function Button({ look = 'plain', size = 'normal', className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors',
        'disabled:cursor-default disabled:opacity-50',
        LOOKS[look],
        SIZES[size],
        className,
      )}
    />
  );
}

/** A button that shows only an icon; `label` is its name for assistive technology and its tooltip. */
export function IconButton({ label, className, ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classNames(
        'inline-flex size-6 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink',
        className,
      )}
    />
  );
}
