/** Probability that a random positive scores above a random negative; ties count half (Mann-Whitney; Hanley & McNeil 1982). */
export function areaUnderCurve(p: ArrayLike<number>, y: ArrayLike<number>): number {
  const order = Array.from({ length: p.length }, (_, i) => i).sort((a, b) => (p[a] ?? 0) - (p[b] ?? 0));
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && p[order[end] ?? 0] === p[order[start] ?? 0]) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let n = start; n < end; n += 1) {
      if (y[order[n] ?? 0] === 1) {
        rankSum += rank;
        positives += 1;
      }
    }
    start = end;
  }
  const negatives = p.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

const CLIP = 1e-15;

/** Mean negative log-likelihood in nats; probabilities are clipped at 1e-15. */
export function logLoss(p: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i += 1) {
    const q = Math.min(1 - CLIP, Math.max(CLIP, p[i] ?? 0));
    sum -= y[i] === 1 ? Math.log(q) : Math.log1p(-q);
  }
  return sum / p.length;
}

/** Expected calibration error over `bins` bins of equal width (Naeini, Cooper & Hauskrecht 2015). */
export function calibrationError(p: ArrayLike<number>, y: ArrayLike<number>, bins = 10): number {
  const sums = Array.from({ length: bins }, () => ({ p: 0, y: 0 }));
  for (let i = 0; i < p.length; i += 1) {
    const bin = sums[Math.min(bins - 1, Math.floor((p[i] ?? 0) * bins))];
    if (bin) {
      bin.p += p[i] ?? 0;
      bin.y += y[i] ?? 0;
    }
  }
  return sums.reduce((sum, bin) => sum + Math.abs(bin.p - bin.y), 0) / p.length;
}
