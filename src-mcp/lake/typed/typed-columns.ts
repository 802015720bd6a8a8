// Which column a property becomes in a typed view: its type from all of its values, so that no digit is lost and no value needs
// to be guessed, and a name that DuckDB can tell from the others (it compares names without regard to the case of a to z).

export type TypedType = 'BIGINT' | 'HUGEINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR' | 'JSON';

/** What was seen of a property in all rows of a table. */
export interface SeenProperty {
  property: string;
  /** Rows in which it stands and is not null. */
  filled: number;
  /** Bits of KIND. */
  kinds: number;
  numbers: SeenNumbers | undefined;
  /** A few different values of the first rows, as text. */
  samples: string[];
  /** All texts in the sampled rows are ISO times. */
  looksLikeTime: boolean;
  /** Nearly every row of the sample has another value. */
  isVaried: boolean;
}

export interface SeenNumbers {
  /** Largest distance of an integer from 0; null without integers. */
  largest: bigint | null;
  fitsBigint: boolean;
  /** Integers that no type of DuckDB holds exactly. */
  tooLarge: number;
  /** Numbers with a fraction or an exponent. */
  fractions: number;
  /** Of them those that are no finite double. */
  infinite: number;
}

export interface TypedColumn {
  column: string;
  property: string;
  type: TypedType;
  /** Of all rows of the table. */
  nullShare: number;
  samples: string[];
  note: string | null;
  isVaried: boolean;
}

export const KIND = { integer: 1, double: 2, boolean: 4, text: 8, list: 16, object: 32 } as const;

const KIND_WORDS: [bit: number, words: string][] = [
  [KIND.integer | KIND.double, 'numbers'],
  [KIND.boolean, 'true and false'],
  [KIND.text, 'text'],
  [KIND.list, 'lists'],
  [KIND.object, 'objects'],
];
/** Every integer up to here is exact as a double. */
const MAX_EXACT_DOUBLE = 2n ** 53n;

export function typedColumns(seen: readonly SeenProperty[], rows: number, taken: readonly string[]): TypedColumn[] {
  const names = new Set(taken.map(folded));
  return seen.map((each) => {
    const column = freeName(each.property, names);
    const { type, note } = typeOf(each);
    const renamed = column === each.property ? null : `Holds the property ${JSON.stringify(each.property)}: its own name was taken.`;
    const notes = [renamed, note].filter((text) => text !== null);
    return {
      column,
      property: each.property,
      type,
      nullShare: rows === 0 ? 0 : (rows - each.filled) / rows,
      samples: each.samples,
      note: notes.length === 0 ? null : notes.join(' '),
      isVaried: each.isVaried,
    };
  });
}

/** DuckDB folds ASCII letters only: É and é are two names. */
function folded(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function freeName(property: string, names: Set<string>): string {
  const wanted = property === '' ? 'unnamed' : property;
  let name = wanted;
  for (let number = 2; names.has(folded(name)); number += 1) name = `${wanted}_${number}`;
  names.add(folded(name));
  return name;
}

function typeOf({ kinds, numbers, looksLikeTime }: SeenProperty): { type: TypedType; note: string | null } {
  if (kinds === 0) return { type: 'VARCHAR', note: 'Only nulls so far.' };
  if (kinds === KIND.boolean) return { type: 'BOOLEAN', note: null };
  if (kinds === KIND.text)
    return { type: 'VARCHAR', note: looksLikeTime ? 'Texts that look like times: CAST(… AS TIMESTAMP) reads them.' : null };
  if ((kinds & ~(KIND.list | KIND.object)) === 0) return { type: 'JSON', note: null };
  if ((kinds & ~(KIND.integer | KIND.double)) === 0 && numbers !== undefined) return numberType(numbers);
  const words = KIND_WORDS.filter(([bits]) => (kinds & bits) !== 0).map(([, each]) => each);
  return { type: 'VARCHAR', note: `Mixed values (${words.join(', ')}), kept as text.` };
}

function numberType(numbers: SeenNumbers): { type: TypedType; note: string | null } {
  const { largest, fitsBigint, tooLarge, fractions, infinite } = numbers;
  if (tooLarge > 0 || infinite > 0) return { type: 'VARCHAR', note: 'Numbers too large for a number type, kept as text.' };
  if (fractions === 0) return { type: fitsBigint ? 'BIGINT' : 'HUGEINT', note: null };
  if (largest !== null && largest > MAX_EXACT_DOUBLE) {
    return {
      type: 'VARCHAR',
      note: 'Fractions beside integers of more than 15 digits, kept as text: as one number type they would lose digits.',
    };
  }
  return { type: 'DOUBLE', note: null };
}
