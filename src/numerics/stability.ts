/** How far two spreads over the same bins are apart. */
export interface Stability {
  /** Population stability index: Σ (q − p)·ln(q/p). */
  readonly psi: number;
  /** What chance alone exceeds once in twenty times, where both come from the same population. */
  readonly limit: number;
  readonly hasMoved: boolean;
}

/** 95 % points of the chi-squared distribution with 1, 2, … degrees of freedom. */
const CHI_SQUARED_95 = [3.841459, 5.991465, 7.814728, 9.487729, 11.070498, 12.591587, 14.06714, 15.507313, 16.918978, 18.307038];
const NORMAL_95 = 1.6448536269514722;

/**
 * The population stability index of counts in bins, against its own null distribution: (1/n + 1/m)·χ² with B − 1 degrees of freedom
 * (Yurdakul & Naranjo 2020, Journal of Risk Model Validation 14). The usual fixed limits of .1 and .25 raise false alarms for few rows and
 * none for many. Half a row is added to each bin, so that an empty one does not make it infinite; bins that are empty in both do not
 * count.
 */
export function stabilityOf(expected: readonly number[], actual: readonly number[]): Stability {
  const bins = expected.map((count, bin) => [count, actual[bin] ?? 0] as const).filter(([a, b]) => a + b > 0);
  const n = bins.reduce((sum, [count]) => sum + count, 0);
  const m = bins.reduce((sum, [, count]) => sum + count, 0);
  if (bins.length < 2 || n === 0 || m === 0) return { psi: 0, limit: Infinity, hasMoved: false };
  const psi = bins.reduce((sum, [a, b]) => {
    const p = (a + 0.5) / (n + 0.5 * bins.length);
    const q = (b + 0.5) / (m + 0.5 * bins.length);
    return sum + (q - p) * Math.log(q / p);
  }, 0);
  const limit = chiSquared95(bins.length - 1) * (1 / n + 1 / m);
  return { psi, limit, hasMoved: psi > limit };
}

/** By table, and by Wilson & Hilferty's cube (1931) where it is long good enough. */
function chiSquared95(degrees: number): number {
  return CHI_SQUARED_95[degrees - 1] ?? degrees * (1 - 2 / (9 * degrees) + NORMAL_95 * Math.sqrt(2 / (9 * degrees))) ** 3;
}
