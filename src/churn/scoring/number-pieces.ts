import { termOf } from '../encoding/encode.ts';
import type { Condition, NumberEncoding, NumberTerm } from '../encoding/encoding.ts';

/** What a column of numbers adds to the logit: a cubic on each stretch between two edges. */
export interface NumberPieces {
  /**
   * Ascending; the first is −∞, and Infinity fills it up to a power of two less one. A value belongs to the piece whose number is how
   * many edges are not above it, and so to piece 0 where it is NaN.
   */
  readonly edges: Float64Array;
  /** Of each piece a + b·t + c·t² + d·t³, four numbers a piece, where t is the value, held between `low` and `high`, less `from`. */
  readonly cubics: Float64Array;
  /** From where on each piece is developed. */
  readonly from: Float64Array;
  readonly low: number;
  readonly high: number;
  /** A value of each piece, to ask conditions about; NaN of piece 0. */
  readonly examples: Float64Array;
}

/** A term with its weight in the logit. */
export interface WeightedTerm {
  readonly term: NumberTerm;
  readonly weight: number;
}

/** Numbers a cubic. */
export const COEFFICIENTS = 4;

/**
 * Puts all terms of a column into pieces, so that scoring a cell is one search and one cubic, however many terms there are. Between two
 * edges no term bends, no single value begins or ends, and no condition changes its answer. The terms agree with `encode` to rounding.
 */
export function numberPieces(
  { median, low, high }: Pick<NumberEncoding, 'median' | 'low' | 'high'>,
  terms: readonly WeightedTerm[],
  conditions: readonly Condition[],
): NumberPieces {
  const inner = [...terms.flatMap(({ term }) => bendsOf(term)), ...conditions.flatMap(limitsOf)];
  const distinct = [-Infinity, ...Float64Array.from(new Set([low, high, ...inner])).sort()].filter(
    (edge, n) => n === 0 || edge > -Infinity,
  );
  const pieces = 2 ** Math.ceil(Math.log2(distinct.length + 1));
  const edges = new Float64Array(pieces - 1).fill(Infinity);
  edges.set(distinct);
  const cubics = new Float64Array(pieces * COEFFICIENTS);
  const from = new Float64Array(pieces);
  const examples = new Float64Array(pieces).fill(Number.NaN);
  cubics[0] = valueOf(terms, median, true);
  for (let piece = 1; piece < pieces; piece += 1) {
    const edge = edges[piece - 1] ?? 0;
    const at = Math.min(high, Math.max(low, edge));
    examples[piece] = edge;
    from[piece] = at;
    cubics.set([valueOf(terms, at, false), ...slopesOf(terms, at)], piece * COEFFICIENTS);
  }
  return { edges, cubics, from, low, high, examples };
}

function valueOf(terms: readonly WeightedTerm[], x: number, isUnknown: boolean): number {
  return terms.reduce((sum, { term, weight }) => sum + (weight * (termOf(term, x, isUnknown) - term.mean)) / term.scale, 0);
}

/** First, half of the second, and a sixth of the third derivative, from above. */
function slopesOf(terms: readonly WeightedTerm[], x: number): readonly number[] {
  const slopes = [0, 0, 0];
  const add = (order: number, value: number): void => {
    slopes[order] = (slopes[order] ?? 0) + value;
  };
  for (const { term, weight } of terms) {
    const share = weight / term.scale;
    if (term.kind === 'line' || (term.kind === 'hinge' && x >= term.at)) add(0, share);
    // From the last knot on the cubics cancel; what rounding leaves of them must not grow.
    if (term.kind !== 'spline') continue;
    const { at, beforeLast, last } = term;
    const end = Math.min(x, last);
    const gap = last - beforeLast;
    for (const [knot, factor] of [
      [at, 1],
      [beforeLast, -(last - at) / gap],
      [last, (beforeLast - at) / gap],
    ] as const) {
      const t = end - knot;
      if (t < 0) continue;
      add(0, 3 * share * factor * t * t);
      if (x >= last) continue;
      add(1, 3 * share * factor * t);
      add(2, share * factor);
    }
  }
  return slopes;
}

function bendsOf(term: NumberTerm): readonly number[] {
  switch (term.kind) {
    case 'hinge':
      return [term.at];
    case 'spline':
      return [term.at, term.beforeLast, term.last];
    case 'equals':
      return [term.value, nextAbove(term.value)];
    case 'line':
    case 'unknown':
      return [];
    default:
      return term satisfies never;
  }
}

function limitsOf(condition: Condition): readonly number[] {
  return condition.kind === 'between' ? [condition.from, condition.below].filter((limit) => limit !== null) : [];
}

/** The next larger double, so that [x, nextAbove(x)) holds x alone. */
function nextAbove(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(x).buffer);
  bits[0] = (bits[0] ?? 0n) + (x > 0 ? 1n : -1n);
  return new Float64Array(bits.buffer)[0] ?? x;
}
