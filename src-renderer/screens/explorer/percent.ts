/** "12.5%"; what is there is never called 0%, and what is missing never 100%. */
export function percent(part: number, all: number): string {
  if (all === 0 || part === 0) return '0%';
  if (part === all) return '100%';
  const share = (part / all) * 100;
  return share < 0.1 ? '<0.1%' : share > 99.9 ? '>99.9%' : `${share.toFixed(1)}%`;
}
