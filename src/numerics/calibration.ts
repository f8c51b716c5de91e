import { fitLogistic } from './logistic-regression.ts';
import { seededRandom } from './seeded-random.ts';
import { softplus } from './sigmoid.ts';

/** How the model's logit becomes a probability. Plain data; goes into the model file. */
export type Calibration =
  | { readonly kind: 'none' }
  /** The logit times `slope` plus `intercept` is the calibrated logit. */
  | { readonly kind: 'platt'; readonly slope: number; readonly intercept: number }
  /** Calibrated logits at rising logits; straight lines between them, constant outside. */
  | { readonly kind: 'isotonic'; readonly from: readonly number[]; readonly to: readonly number[] };

const FEWEST_EVENTS_FOR_ISOTONIC = 1_000;
const FOLDS = 5;
/** A richer calibration must win by so many standard errors of the paired difference in log loss. */
const SURE = 2;
/** Too weak a penalty to be seen beside the loss of one row. */
const NO_PENALTY = 1e6;

/**
 * The simplest calibration of out-of-fold logits that pays: none, or Platt's, or (with more than 1,000 events of either class, below which
 * its steps are noise: Niculescu-Mizil & Caruana 2005) isotonic, each only if its cross-validated log loss is lower by two standard errors.
 */
export function fitCalibration(logits: Float64Array, y: Uint8Array): Calibration {
  const events = y.reduce((sum, label) => sum + label, 0);
  const kinds = [fitPlatt, ...(Math.min(events, y.length - events) > FEWEST_EVENTS_FOR_ISOTONIC ? [fitIsotonic] : [])];
  let best: Calibration = { kind: 'none' };
  let losses = lossesOf(logits, y, () => ({ kind: 'none' }));
  for (const fit of kinds) {
    const others = lossesOf(logits, y, fit);
    if (!isClearlyLess(others, losses)) continue;
    best = fit(logits, y);
    losses = others;
  }
  return best;
}

/** The calibrated logit. */
export function calibrate(calibration: Calibration, logit: number): number {
  switch (calibration.kind) {
    case 'none':
      return logit;
    case 'platt':
      return calibration.slope * logit + calibration.intercept;
    case 'isotonic':
      return interpolate(calibration.from, calibration.to, logit);
    default:
      return calibration satisfies never;
  }
}

/**
 * Platt scaling (Platt 1999; Lin, Lin & Weng 2007): a logistic regression on the logit, whose targets are (N₊ + 1)/(N₊ + 2) and
 * 1/(N₋ + 2) instead of 1 and 0, so that separable scores do not become certain.
 */
export function fitPlatt(logits: Float64Array, y: Uint8Array): Calibration {
  const events = y.reduce((sum, label) => sum + label, 0);
  const [high, low] = [(events + 1) / (events + 2), 1 / (y.length - events + 2)];
  const targets = Float64Array.from(y, (label) => (label === 1 ? high : low));
  const { weights, intercept } = fitLogistic({ x: logits, y: targets, d: 1, c: NO_PENALTY });
  return { kind: 'platt', slope: weights[0] ?? 1, intercept };
}

interface Block {
  /** Mean logit. */
  readonly from: number;
  readonly events: number;
  readonly rows: number;
}

/** So few rows cannot tell the probability of rare or sure events. */
const ROWS_A_BLOCK = 50;

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955; Zadrozny & Elkan 2002), from blocks of 50 rows on. A block's
 * probability is (events + ½)/(rows + 1), so that none is 0 or 1, and stands at the block's mean logit.
 */
export function fitIsotonic(logits: Float64Array, y: Uint8Array): Calibration {
  const blocks: Block[] = [];
  for (const next of smallBlocks(logits, y)) {
    let block = next;
    for (let last = blocks.at(-1); last && rateOf(last) >= rateOf(block); last = blocks.at(-1)) {
      blocks.pop();
      block = joined(last, block);
    }
    blocks.push(block);
  }
  const to = blocks.map(({ events, rows }) => Math.log((events + 0.5) / (rows - events + 0.5)));
  // The smoothing moves small blocks towards one half, perhaps past their neighbours; the running maximum puts them in order again.
  return { kind: 'isotonic', from: blocks.map(({ from }) => from), to: runningMaximum(to) };
}

/** Rows of equal logit stay together; the last block may be smaller. */
function smallBlocks(logits: Float64Array, y: Uint8Array): readonly Block[] {
  const order = Int32Array.from(y, (_, i) => i).sort((a, b) => (logits[a] ?? 0) - (logits[b] ?? 0));
  const blocks: Block[] = [];
  let [highest, block] = [Number.NaN, { from: 0, events: 0, rows: 0 }];
  for (const i of order) {
    const logit = logits[i] ?? 0;
    if (block.rows >= ROWS_A_BLOCK && logit !== highest) {
      blocks.push(block);
      block = { from: 0, events: 0, rows: 0 };
    }
    block = joined(block, { from: logit, events: y[i] ?? 0, rows: 1 });
    highest = logit;
  }
  return [...blocks, block];
}

function joined(left: Block, right: Block): Block {
  const rows = left.rows + right.rows;
  return { from: (left.from * left.rows + right.from * right.rows) / rows, events: left.events + right.events, rows };
}

const rateOf = ({ events, rows }: Block): number => events / rows;

function runningMaximum(values: readonly number[]): readonly number[] {
  let most = -Infinity;
  return values.map((value) => (most = Math.max(most, value)));
}

function interpolate(from: readonly number[], to: readonly number[], at: number): number {
  let [low, high] = [0, from.length - 1];
  if (!(at > (from[low] ?? 0))) return to[low] ?? at;
  if (at >= (from[high] ?? 0)) return to[high] ?? at;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  const [left, right] = [from[low] ?? 0, from[high] ?? 0];
  const share = (at - left) / (right - left);
  return (1 - share) * (to[low] ?? 0) + share * (to[high] ?? 0);
}

/** The loss of each row under a calibration that did not see it. */
function lossesOf(logits: Float64Array, y: Uint8Array, fit: (logits: Float64Array, y: Uint8Array) => Calibration): Float64Array {
  const random = seededRandom(1);
  const folds = Int32Array.from(y, () => Math.floor(random() * FOLDS));
  const losses = new Float64Array(y.length);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const isOther = (_: number, i: number): boolean => folds[i] !== fold;
    const calibration = fit(logits.filter(isOther), y.filter(isOther));
    for (let i = 0; i < y.length; i += 1) {
      if (folds[i] !== fold) continue;
      const z = calibrate(calibration, logits[i] ?? 0);
      losses[i] = softplus(z) - (y[i] ?? 0) * z;
    }
  }
  return losses;
}

function isClearlyLess(losses: Float64Array, others: Float64Array): boolean {
  const n = losses.length;
  const gains = losses.map((loss, i) => (others[i] ?? 0) - loss);
  const gain = gains.reduce((sum, value) => sum + value, 0) / n;
  const variance = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0) / n;
  return gain > SURE * Math.sqrt(variance / n);
}
