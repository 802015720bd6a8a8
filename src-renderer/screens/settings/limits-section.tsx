import { useState } from 'react';
import { LIMIT_BOUNDS, type Limits } from '#shared/model/settings.ts';
import { TextField } from '../../ui/field.tsx';
import { Section } from './settings-section.tsx';
import { words as allWords } from './words.ts';

const words = allWords.limits;
/** Separators only between groups of three digits: "0.5" is no five. */
const WHOLE = /^(?:\d{1,12}|\d{1,3}(?:[\s,.’'_]\d{3}){1,3})$/;

interface LimitsSectionProps {
  limits: Limits;
  onChange: (limits: Limits) => void;
}

/** Numbers that the engine holds to. Each is saved when one leaves its field or presses Enter, if it is within its bounds. */
export function LimitsSection({ limits, onChange }: LimitsSectionProps) {
  const field = (name: keyof Limits) => (
    <LimitField key={`${name} ${limits[name]}`} name={name} value={limits[name]} onChange={(value) => onChange({ ...limits, ...value })} />
  );
  return (
    <Section title={words.title}>
      <div className="grid grid-cols-2 gap-3 max-[700px]:grid-cols-1">
        {field('askFromEvents')}
        {field('callsKeptFree')}
        {field('memoryMb')}
        {field('activityDays')}
      </div>
    </Section>
  );
}

interface LimitFieldProps {
  name: keyof Limits;
  value: number | null;
  onChange: (value: Partial<Limits>) => void;
}

function LimitField({ name, value, onChange }: LimitFieldProps) {
  const [text, setText] = useState(value === null ? '' : String(value));
  const [isWrong, setIsWrong] = useState(false);
  const { label, hint } = words.fields[name];
  const { least, most, asBuilt } = LIMIT_BOUNDS[name];
  const save = () => {
    const wanted = read(text, name);
    setIsWrong(wanted === undefined);
    if (wanted !== undefined && wanted[name] !== value) onChange(wanted);
  };
  const wrong = asBuilt === null ? words.wrongOrEmpty : words.wrong;
  return (
    <TextField
      label={label}
      hint={hint}
      problem={isWrong ? wrong(least, most) : undefined}
      inputMode="numeric"
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
      }}
    />
  );
}

/** Undefined when it is no whole number within the bounds. Separators of thousands may be written. */
function read(text: string, name: keyof Limits): Partial<Limits> | undefined {
  const { least, most } = LIMIT_BOUNDS[name];
  const written = text.trim();
  if (written === '' && name === 'activityDays') return { activityDays: null };
  const number = WHOLE.test(written) ? Number(written.replaceAll(/\D/g, '')) : Number.NaN;
  return number >= least && number <= most ? { [name]: number } : undefined;
}
