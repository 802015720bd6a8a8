// A small system of linear equations and the inverse of its matrix, by Gauss and Jordan with pivots. For a dozen unknowns.

export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): { beta: number[]; inverse: number[][] } {
  const size = right.length;
  const work = matrix.map((row, index) => [
    ...row,
    right[index] ?? 0,
    ...Array.from({ length: size }, (_, column) => (column === index ? 1 : 0)),
  ]);
  for (let column = 0; column < size; column += 1) {
    const pivot = pivotRow(work, column);
    const [line] = work.splice(pivot, 1);
    if (line === undefined) throw new RangeError('the matrix is not square');
    const lead = line[column] ?? 0;
    const scaled = line.map((value) => value / (lead === 0 ? Number.EPSILON : lead));
    work.splice(column, 0, scaled);
    work.forEach((row, index) => {
      if (index === column) return;
      const factor = row[column] ?? 0;
      if (factor !== 0) work[index] = row.map((value, at) => value - factor * (scaled[at] ?? 0));
    });
  }
  return { beta: work.map((row) => row[size] ?? 0), inverse: work.map((row) => row.slice(size + 1)) };
}

function pivotRow(work: readonly number[][], column: number): number {
  let best = column;
  for (let row = column + 1; row < work.length; row += 1) {
    if (Math.abs(work[row]?.[column] ?? 0) > Math.abs(work[best]?.[column] ?? 0)) best = row;
  }
  return best;
}
