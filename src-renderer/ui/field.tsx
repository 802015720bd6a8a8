// One labelled field of a form: the label, what may be said about it, and what is wrong with it, tied together for assistive technology.
import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

const BOX =
  'h-8 w-full rounded-md border bg-surface px-2.5 text-sm text-ink placeholder:text-ink-3 disabled:opacity-60 border-line-strong aria-[invalid=true]:border-danger';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  problem?: string | undefined;
  className?: string | undefined;
}

interface Ids {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

function Field({ label, hint, problem, className, children }: FieldProps & { children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const hasNote = hint !== undefined || problem !== undefined;
  return (
    <div className={classNames('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="text-xs font-medium">
        {label}
      </label>
      {children({
        id,
        ...(hasNote ? { 'aria-describedby': `${id}-note` } : {}),
        ...(problem === undefined ? {} : { 'aria-invalid': true }),
      })}
      {hasNote ? (
        <p id={`${id}-note`} className={classNames('text-2xs', problem === undefined ? 'text-ink-2' : 'text-danger')}>
          {problem ?? hint}
        </p>
      ) : null}
    </div>
  );
}

export function TextField({ label, hint, problem, className, ...rest }: FieldProps & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} problem={problem} className={className}>
      {(ids) => <input {...rest} {...ids} className={BOX} />}
    </Field>
  );
}

export function SelectField({ label, hint, problem, className, children, ...rest }: FieldProps & ComponentProps<'select'>) {
  return (
    <Field label={label} hint={hint} problem={problem} className={className}>
      {(ids) => (
        <select {...rest} {...ids} className={BOX}>
          {children}
        </select>
      )}
    </Field>
  );
}
