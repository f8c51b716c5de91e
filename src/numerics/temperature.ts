const ROWS_BETWEEN_PAUSES = 1_000;

/**
 * The temperature T that makes softmax(scores / T) most likely (Guo et al. 2017), by golden-section search over log T.
 * `scores[i]` are the linear scores of example i, `labels[i]` its class. `pause` is awaited every few milliseconds of work.
 */
export async function fitTemperature(
  scores: readonly Float64Array[],
  labels: ArrayLike<number>,
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const loss = async (logT: number): Promise<number> => {
    const t = Math.exp(logT);
    let sum = 0;
    for (const [i, row] of scores.entries()) {
      if (i % ROWS_BETWEEN_PAUSES === 0) await pause();
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
  let [lossA, lossB] = [await loss(a), await loss(b)];
  while (high - low > 1e-3) {
    if (lossA < lossB) {
      [high, b, lossB] = [b, a, lossA];
      a = high - golden * (high - low);
      lossA = await loss(a);
    } else {
      [low, a, lossA] = [a, b, lossB];
      b = low + golden * (high - low);
      lossB = await loss(b);
    }
  }
  return Math.exp((low + high) / 2);
}
