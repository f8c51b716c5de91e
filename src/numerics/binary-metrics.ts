import { fitLogistic } from './logistic-regression.ts';

/** Probabilities or labels of n rows. */
type Values = ArrayLike<number>;

/** How often each row counts (n), as in a bootstrap's draw; once when undefined. */
type Counts = ArrayLike<number> | undefined;

/** Row numbers by rising probability. Metrics that rank take it, so that many draws sort once. */
export function ascending(p: Values): Int32Array {
  return Int32Array.from({ length: p.length }, (_, i) => i).sort((a, b) => (p[a] ?? 0) - (p[b] ?? 0));
}

/** Probability that a random positive scores above a random negative; ties count half (Mann-Whitney; Hanley & McNeil 1982). */
export function areaUnderCurve(p: Values, y: Values, counts?: Counts, order: Int32Array = ascending(p)): number {
  let [wins, positives, negatives] = [0, 0, 0];
  for (let start = 0; start < order.length;) {
    let [end, positive, negative] = [start, 0, 0];
    const value = p[order[start] ?? 0];
    for (; end < order.length && p[order[end] ?? 0] === value; end += 1) {
      const i = order[end] ?? 0;
      const count = counts ? (counts[i] ?? 0) : 1;
      if (y[i] === 1) positive += count;
      else negative += count;
    }
    wins += positive * (negatives + negative / 2);
    positives += positive;
    negatives += negative;
    start = end;
  }
  return wins / (positives * negatives);
}

const CLIP = 1e-15;

/** Mean negative log-likelihood in nats; probabilities are clipped at 1e-15. */
export function logLoss(p: Values, y: Values, counts?: Counts): number {
  return mean(p.length, counts, (i) => logLossOf(p[i] ?? 0, y[i] ?? 0));
}

/** Negative log-likelihood of one label (0 or 1) in nats. */
export function logLossOf(p: number, y: number): number {
  const q = Math.min(1 - CLIP, Math.max(CLIP, p));
  return y === 1 ? -Math.log(q) : -Math.log1p(-q);
}

/** Mean squared error of the probabilities (Brier 1950). */
export function brierScore(p: Values, y: Values, counts?: Counts): number {
  return mean(p.length, counts, (i) => ((p[i] ?? 0) - (y[i] ?? 0)) ** 2);
}

/** Expected calibration error over `bins` bins of equal width (Naeini, Cooper & Hauskrecht 2015). */
export function calibrationError(p: Values, y: Values, bins = 10, counts?: Counts): number {
  const gaps = new Float64Array(bins);
  let total = 0;
  for (let i = 0; i < p.length; i += 1) {
    const count = counts ? (counts[i] ?? 0) : 1;
    const bin = Math.min(bins - 1, Math.floor((p[i] ?? 0) * bins));
    gaps[bin] = (gaps[bin] ?? 0) + count * ((p[i] ?? 0) - (y[i] ?? 0));
    total += count;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / total;
}

/** Rate of events among the `share` of rows that score highest, divided by the rate among all. Rows that tie at the edge count in part. */
export function liftAt(share: number, p: Values, y: Values, counts?: Counts, order: Int32Array = ascending(p)): number {
  const total = mean(p.length, undefined, (i) => counts?.[i] ?? 1) * p.length;
  const wanted = share * total;
  let [taken, caught] = [0, 0];
  for (let end = order.length; end > 0 && taken < wanted;) {
    let [start, count, events] = [end, 0, 0];
    const value = p[order[end - 1] ?? 0];
    for (; start > 0 && p[order[start - 1] ?? 0] === value; start -= 1) {
      const i = order[start - 1] ?? 0;
      count += counts?.[i] ?? 1;
      events += (counts?.[i] ?? 1) * (y[i] ?? 0);
    }
    const part = count > wanted - taken ? (wanted - taken) / count : 1;
    taken += part * count;
    caught += part * events;
    end = start;
  }
  return caught / wanted / mean(p.length, counts, (i) => y[i] ?? 0);
}

/** Too weak a penalty to be seen beside the loss of one row. */
const NO_PENALTY = 1e6;

/** Slope of the labels' logit on the predicted logit (Cox 1958): 1 is right, below it the scores are too sure of themselves. */
export function calibrationSlope(p: Values, y: Values, counts?: Counts): number {
  const x = Float64Array.from({ length: p.length }, (_, i) => {
    const q = Math.min(1 - CLIP, Math.max(CLIP, p[i] ?? 0));
    return Math.log(q / (1 - q));
  });
  const labels = Float64Array.from({ length: p.length }, (_, i) => y[i] ?? 0);
  const weights = counts && { weights: Float64Array.from(counts) };
  return fitLogistic({ x, y: labels, d: 1, c: NO_PENALTY, ...weights }).weights[0] ?? Number.NaN;
}

function mean(n: number, counts: Counts, of: (i: number) => number): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    const count = counts ? (counts[i] ?? 0) : 1;
    if (count > 0) sum += count * of(i);
    total += count;
  }
  return sum / total;
}
