// "Did you mean …": the known names closest to one that is not known.

const MAX_SUGGESTIONS = 5;

/** Levenshtein distance, letter case ignored (Wagner and Fischer's table, one row kept). */
export function editDistance(a: string, b: string): number {
  const left = a.toLowerCase();
  const right = b.toLowerCase();
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

export function closestNames(wanted: string, known: readonly string[]): string[] {
  const needle = wanted.toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length * 0.4));
  return known
    .map((name) => ({ name, distance: name.toLowerCase().includes(needle) ? 1 : editDistance(wanted, name) }))
    .filter((each) => each.distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map((each) => each.name);
}

export function didYouMean(wanted: string, known: readonly string[]): string | undefined {
  const names = closestNames(wanted, known);
  return names.length === 0 ? undefined : `Did you mean ${names.map((name) => JSON.stringify(name)).join(', ')}?`;
}
