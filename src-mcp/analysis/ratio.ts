// A rate of events per event, such as bookings per started checkout, of two groups of people. The same person adds several events, and
// they resemble each other, so events are not independent: what varies is the person. The variance is that of a ratio of two means over
// people, linearised (the delta method; Cochran, Sampling Techniques, 3rd ed., section 6.3, and Deng, Knoblich and Lu, KDD 2018).
const Z95 = 1.959963984540054;

/** Sums over the people of a group: x events of the one kind, y of the other. */
export interface RatioSums {
  people: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
  yy: number;
}

export interface RatioDifference {
  rateA: number;
  rateB: number;
  /** rateA − rateB, with its 95 % interval. */
  difference: number;
  low: number;
  high: number;
}

/** Fewer people than this make no interval worth showing. */
const MIN_PEOPLE = 20;

/** Undefined when a group is too small, or has none of the events that are counted per. */
export function compareRatios(a: RatioSums, b: RatioSums): RatioDifference | undefined {
  if (a.people < MIN_PEOPLE || b.people < MIN_PEOPLE || a.y === 0 || b.y === 0) return undefined;
  const [rateA, rateB] = [a.x / a.y, b.x / b.y];
  const half = Z95 * Math.sqrt(variance(a, rateA) + variance(b, rateB));
  const difference = rateA - rateB;
  return { rateA, rateB, difference, low: difference - half, high: difference + half };
}

function variance({ people, y, xx, xy, yy }: RatioSums, rate: number): number {
  const squares = Math.max(0, xx - 2 * rate * xy + rate ** 2 * yy);
  return (squares / y ** 2) * (people / (people - 1));
}
