/**
 * The temperature T that makes softmax(scores / T) most likely (Guo et al. 2017), by golden-section search over log T.
 * `scores[i]` are the linear scores of example i, `labels[i]` its class.
 */
export function fitTemperature(scores: readonly Float64Array[], labels: ArrayLike<number>): number {
  const loss = (logT: number): number => {
    const t = Math.exp(logT);
    let sum = 0;
    for (const [i, row] of scores.entries()) {
      let most = -Infinity;
      for (const score of row) most = Math.max(most, score);
      let total = 0;
      for (const score of row) total += Math.exp((score - most) / t);
      sum += Math.log(total) - ((row[labels[i] ?? 0] ?? 0) - most) / t;
    }
    return sum;
  };
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.05), Math.log(20)];
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [lossA, lossB] = [loss(a), loss(b)];
  while (high - low > 1e-3) {
    if (lossA < lossB) {
      [high, b, lossB] = [b, a, lossA];
      a = high - golden * (high - low);
      lossA = loss(a);
    } else {
      [low, a, lossA] = [a, b, lossB];
      b = low + golden * (high - low);
      lossB = loss(b);
    }
  }
  return Math.exp((low + high) / 2);
}
