// The normal distribution's quantile: Acklam's rational approximation (relative error below 1.2e-9), polished by one step of Halley
// with the exact tail.
import { twoSidedP } from './proportions.ts';

const A = [-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239];
const B = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1];
const C = [-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
const D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];
const TAIL = 0.02425;

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/** z with P(Z ≤ z) = p, for 0 < p < 1. */
export function quantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError('a probability lies between 0 and 1');
  if (p > 0.5) return -quantile(1 - p);
  const rough = p < TAIL ? polynomial(C, Math.sqrt(-2 * Math.log(p))) / polynomial(D, Math.sqrt(-2 * Math.log(p))) : middle(p);
  const error = lowerTail(rough) - p;
  const step = error * Math.sqrt(2 * Math.PI) * Math.exp(rough ** 2 / 2);
  return rough - step / (1 + (rough * step) / 2);
}

function middle(p: number): number {
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(A, r) * q) / polynomial(B, r);
}

/** P(Z ≤ z). */
export function lowerTail(z: number): number {
  const tail = twoSidedP(z) / 2;
  return z <= 0 ? tail : 1 - tail;
}
