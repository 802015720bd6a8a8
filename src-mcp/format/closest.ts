// "Did you mean …": the known names closest to one that is not known.

const MAX_SUGGESTIONS = 5;

/** Levenshtein distance, letter case ignored (Wagner and Fischer's table, one row kept). */
export function editDistance(a: string, b: string): number {
  const left = a.toLowerCase();
  const right = b.toLowerCase();
  const row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    let diagonal = i - 1;
    let before = i;
    row[0] = i;
    for (let j = 1; j <= right.length; j += 1) {
      const above = row[j] ?? 0;
      const substitution = diagonal + (left.charCodeAt(i - 1) === right.charCodeAt(j - 1) ? 0 : 1);
      before = Math.min(substitution, above + 1, before + 1);
      row[j] = before;
      diagonal = above;
    }
  }
  return row[right.length] ?? 0;
}

export function closestNames(wanted: string, known: readonly string[]): string[] {
  const needle = wanted.toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length * 0.4));
  const distanceTo = (name: string): number => {
    const lower = name.toLowerCase();
    if (lower.includes(needle)) return 1;
    // As far apart as their lengths, at least: most of thousands of names need no table.
    const atLeast = Math.abs(lower.length - needle.length);
    return atLeast > limit ? atLeast : editDistance(needle, lower);
  };
  return known
    .map((name) => ({ name, distance: distanceTo(name) }))
    .filter((each) => each.distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map((each) => each.name);
}

export function didYouMean(wanted: string, known: readonly string[]): string | undefined {
  const names = closestNames(wanted, known);
  return names.length === 0 ? undefined : `Did you mean ${names.map((name) => JSON.stringify(name)).join(', ')}?`;
}
