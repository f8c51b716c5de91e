import type { NumberColumn } from '../frame.ts';
import { termOf } from './encode.ts';
import type { NumberEncoding, NumberTerm } from './encoding.ts';
import { quantile, sortedKnown, tally } from './quantiles.ts';

/** How a number may bend: not at all, or by hinges or a restricted cubic spline at so many inner knots. */
export type Basis = { readonly kind: 'linear' } | { readonly kind: 'hinge' | 'spline'; readonly knots: number };

/** A column of few values is a count or a grade: a step for each value is better than knots, whose quantiles would collapse. */
const FEW_VALUES = 25;
/** A value that so many rows share (an empty account, a first month) is a kind of its own. */
const ATOM_SHARE = 0.05;
/** A step for fewer rows than this would be noise; the line goes through them. */
const FEWEST_ROWS = 10;
/** Where the outermost knots of a spline lie (Harrell, 2.4.6). */
const SPLINE_ENDS = 0.05;

type Shape = NumberTerm extends infer Term ? (Term extends NumberTerm ? Omit<Term, 'mean' | 'scale'> : never) : never;

export function learnNumber({ name, values }: NumberColumn, rows: Int32Array, basis: Basis): NumberEncoding {
  const known = sortedKnown(values, rows);
  const median = known.length === 0 ? 0 : quantile(known, 0.5);
  const shapes: readonly Shape[] = [
    ...(known.length === 0 ? [] : shapesOf(known, basis)),
    ...(known.length < rows.length ? [{ kind: 'unknown' } as const] : []),
  ];
  return {
    kind: 'number',
    name,
    median,
    low: known[0] ?? 0,
    high: known.at(-1) ?? 0,
    terms: shapes.map((shape) => standardised(shape, values, rows, median)),
  };
}

function shapesOf(known: Float64Array, basis: Basis): readonly Shape[] {
  const line: Shape = { kind: 'line' };
  const values = tally(known);
  if (basis.kind === 'linear' || values.length <= 2) return [line];
  if (values.length <= FEW_VALUES) {
    return [line, ...values.filter(({ count }) => count >= FEWEST_ROWS).map(({ value }): Shape => ({ kind: 'equals', value }))];
  }
  const atoms = new Set(values.filter(({ count }) => count >= ATOM_SHARE * known.length).map(({ value }) => value));
  const smooth = known.filter((value) => !atoms.has(value));
  return [
    line,
    ...[...atoms].map((value): Shape => ({ kind: 'equals', value })),
    ...(basis.kind === 'hinge' ? hinges(smooth, basis.knots) : spline(smooth, basis.knots)),
  ];
}

function hinges(sorted: Float64Array, knots: number): readonly Shape[] {
  const places = Array.from({ length: knots }, (_, k) => quantile(sorted, (k + 1) / (knots + 1)));
  return [...new Set(places)].filter((at) => Number.isFinite(at)).map((at) => ({ kind: 'hinge', at }));
}

/** k knots give k − 2 bent terms beside the line. */
function spline(sorted: Float64Array, knots: number): readonly Shape[] {
  const places = Array.from({ length: knots + 2 }, (_, k) =>
    quantile(sorted, SPLINE_ENDS + ((1 - 2 * SPLINE_ENDS) * k) / (knots + 1)),
  );
  const distinct = [...new Set(places)].filter((at) => Number.isFinite(at));
  const [beforeLast = 0, last = 0] = distinct.slice(-2);
  return distinct.slice(0, -2).map((at) => ({ kind: 'spline', at, beforeLast, last }));
}

/** With mean and population standard deviation over the training rows; indicators stay 0 and 1, which the Hessian skips quickly. */
function standardised(shape: Shape, values: Float64Array, rows: Int32Array, median: number): NumberTerm {
  const term: NumberTerm = { ...shape, mean: 0, scale: 1 };
  if (term.kind === 'equals' || term.kind === 'unknown') return term;
  const terms = Float64Array.from(rows, (i) => {
    const value = values[i] ?? Number.NaN;
    return termOf(term, Number.isNaN(value) ? median : value, Number.isNaN(value));
  });
  const mean = terms.reduce((sum, value) => sum + value, 0) / rows.length;
  const variance = terms.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length;
  return { ...term, mean, scale: Math.sqrt(variance) || 1 };
}
