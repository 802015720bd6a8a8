import { useId } from 'react';
import { type ParameterKind, type ParameterValue, valueProblem } from '../../ui/editor/parameters.ts';
import { words } from './words.ts';

export const NO_VALUE: ParameterValue = { kind: 'text', value: '' };

interface EditorParametersProps {
  names: readonly string[];
  values: Readonly<Record<string, ParameterValue>>;
  /** A run was asked for: what is missing is said. */
  isAsked: boolean;
  onValue: (name: string, value: ParameterValue) => void;
  onRun: () => void;
}

/** A field for each $name of the text. */
export function EditorParameters({ names, values, isAsked, onValue, onRun }: EditorParametersProps) {
  return (
    <fieldset className="flex max-h-24 shrink-0 flex-wrap items-start gap-x-4 gap-y-1.5 overflow-y-auto border-b border-line bg-sunken px-3 py-1.5">
      <legend className="sr-only">{words.parameters.title}</legend>
      {names.map((name) => (
        <Parameter key={name} name={name} value={values[name]} isAsked={isAsked} onValue={(value) => onValue(name, value)} onRun={onRun} />
      ))}
    </fieldset>
  );
}

interface ParameterProps {
  name: string;
  value: ParameterValue | undefined;
  isAsked: boolean;
  onValue: (value: ParameterValue) => void;
  onRun: () => void;
}

function Parameter({ name, value, isAsked, onValue, onRun }: ParameterProps) {
  const id = useId();
  const { kind, value: text } = value ?? NO_VALUE;
  const problem = value === undefined ? (isAsked ? words.parameters.missing : null) : text === '' && !isAsked ? null : valueProblem(value);
  return (
    <div className="flex items-center gap-1.5 text-xs">
      <label htmlFor={id} className="font-mono">
        ${name}
      </label>
      <input
        id={id}
        type={kind === 'date' ? 'date' : 'text'}
        inputMode={kind === 'number' ? 'decimal' : undefined}
        disabled={kind === 'null'}
        value={kind === 'null' ? '' : text}
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={(event) => onValue({ kind, value: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          event.stopPropagation();
          onRun();
        }}
        className="h-6 w-36 rounded border border-line-strong bg-surface px-1.5 text-ink disabled:opacity-60 aria-[invalid=true]:border-danger"
      />
      <select
        aria-label={words.parameters.kindOf(name)}
        value={kind}
        onChange={(event) => onValue({ kind: kindOf(event.target.value), value: text })}
        className="h-6 rounded border border-line-strong bg-surface px-1 text-ink-2"
      >
        {Object.entries(words.parameters.kinds).map(([each, title]) => (
          <option key={each} value={each}>
            {title}
          </option>
        ))}
      </select>
      {problem === null ? null : (
        <span id={`${id}-problem`} className="text-2xs text-danger">
          {problem}
        </span>
      )}
    </div>
  );
}

function kindOf(value: string): ParameterKind {
  return value === 'number' || value === 'date' || value === 'null' ? value : 'text';
}
