/** A share with its 95 % interval. */
export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % of the normal distribution: beyond ±z lies one in twenty. */
export const Z_95 = 1.959963984540054;

/** A share of `of` with its Wilson score interval (Wilson 1927), which holds for small samples and shares near 0 and 1. */
export function shareOf(count: number, of: number): Share {
  if (of === 0) return { value: Number.NaN, low: 0, high: 1 };
  const p = count / of;
  const middle = (p + (Z_95 * Z_95) / (2 * of)) / (1 + (Z_95 * Z_95) / of);
  const reach = (Z_95 / (1 + (Z_95 * Z_95) / of)) * Math.sqrt((p * (1 - p)) / of + (Z_95 * Z_95) / (4 * of * of));
  return { value: p, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}

/**
 * The difference of two independent shares, first minus second, with its 95 % interval: Newcombe's hybrid of two Wilson intervals
 * (Newcombe 1998, Statistics in Medicine 17, 873–890, method 10), which holds for small samples and shares near 0 and 1.
 */
export function differenceOf(
  first: { readonly count: number; readonly of: number },
  second: { readonly count: number; readonly of: number },
): Share {
  const [a, b] = [shareOf(first.count, first.of), shareOf(second.count, second.of)];
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

/**
 * Mean over the classes that occur in `actual` of the F1 of each (macro-F1 as scikit-learn's, over true classes). `times` says how often
 * each row counts, as in a bootstrap's draw; once when absent.
 */
export function macroF1(actual: readonly string[], predicted: readonly string[], times?: ArrayLike<number>): number {
  const counts = new Map<string, { hits: number; actual: number; predicted: number }>();
  const of = (id: string): { hits: number; actual: number; predicted: number } => {
    const known = counts.get(id) ?? { hits: 0, actual: 0, predicted: 0 };
    counts.set(id, known);
    return known;
  };
  for (const [n, id] of actual.entries()) {
    const said = predicted[n] ?? '';
    const weight = times ? (times[n] ?? 0) : 1;
    of(id).actual += weight;
    of(said).predicted += weight;
    if (id === said) of(id).hits += weight;
  }
  const occurring = [...counts.values()].filter((count) => count.actual > 0);
  return occurring.reduce((sum, count) => sum + (2 * count.hits) / (count.actual + count.predicted), 0) / occurring.length;
}
