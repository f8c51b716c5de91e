import { softplus } from '../numerics/sigmoid.ts';

/** Shares are multiples of one over at most this. */
const ROUNDS = 12;
/** Further rounds must lower the mean log loss (nats) by this much, so that models are not added for nothing. */
const LEAST_GAIN = 1e-5;

/**
 * Shares (adding up to 1) of models in the mean of their out-of-fold logits: the best model first, then, a round at a time and one model
 * perhaps more than once, whichever lowers the log loss of the mean most; the best of the rounds counts (ensemble selection: Caruana et
 * al. 2004). `logits` holds one array a model, each with one logit a label.
 */
export function chooseShares(logits: readonly Float64Array[], y: Uint8Array): readonly number[] {
  const chosen: number[] = [];
  let sum = new Float64Array(y.length);
  let best = { rounds: 0, loss: Infinity };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const losses = logits.map((own) => meanLoss(sum, own, round, y));
    const loss = Math.min(...losses);
    const model = losses.indexOf(loss);
    chosen.push(model);
    sum = sum.map((z, n) => z + (logits[model]?.[n] ?? 0));
    if (loss < best.loss - LEAST_GAIN) best = { rounds: round, loss };
  }
  const counted = chosen.slice(0, best.rounds);
  return logits.map((_, model) => counted.filter((one) => one === model).length / counted.length);
}

/** The mean log loss of (sum + own) / round. */
function meanLoss(sum: Float64Array, own: Float64Array, round: number, y: Uint8Array): number {
  let loss = 0;
  for (let n = 0; n < y.length; n += 1) {
    const z = ((sum[n] ?? 0) + (own[n] ?? 0)) / round;
    loss += softplus(z) - (y[n] ?? 0) * z;
  }
  return loss / y.length;
}
