import type { Share } from '../../numerics/accuracy.ts';
import { FEATURES } from '../features.ts';
import type { Frame, FrameColumn } from '../frame.ts';
import { takeRows } from '../table/take-rows.ts';

/** The mean prediction for a table, with the 95 % interval that the uncertainty of the fit gives it. */
export type MeanPrediction = (frame: Frame) => Share;

export interface EffectPoint {
  /** Null where the value is unknown. */
  readonly value: number | string | null;
  readonly mean: Share;
}

/** What the model says if only this fact of the customers were another one (partial dependence: Friedman 2001, 8.2). */
export interface PartialEffect {
  readonly name: string;
  readonly kind: 'number' | 'category';
  readonly points: readonly EffectPoint[];
}

/** What sense expects of a feature of the service, and what was fitted. */
export interface SignReview {
  readonly name: string;
  /** 1: more of it should raise the risk; -1: lower it. */
  readonly expected: 1 | -1;
  readonly found: 'as expected' | 'against' | 'no clear effect';
}

const SAMPLE = 400;
const GRID = 9;
const MOST_LEVELS = 8;

/** One effect a column, those that move the prediction most first; columns without any effect are left out. */
export function partialEffects(frame: Frame, meanPrediction: MeanPrediction): readonly PartialEffect[] {
  const step = Math.max(1, frame.rows / SAMPLE);
  const sample = takeRows(
    frame,
    Int32Array.from({ length: Math.min(frame.rows, SAMPLE) }, (_, n) => Math.floor(n * step)),
  );
  return frame.columns
    .map((column): PartialEffect => {
      const points = valuesOf(column).map((value) => ({ value, mean: meanPrediction(withValue(sample, column, value)) }));
      return { name: column.name, kind: column.kind, points };
    })
    .filter((effect) => reach(effect) > 0)
    .sort((a, b) => reach(b) - reach(a));
}

/** Holds the effects against the signs that `features.ts` declares; columns that are no features of the service have none. */
export function reviewSigns(effects: readonly PartialEffect[]): readonly SignReview[] {
  return effects.flatMap((effect): readonly SignReview[] => {
    const feature = FEATURES.full.find(({ name }) => name === effect.name);
    const known = effect.points.filter(({ value }) => typeof value === 'number');
    const [first, last] = [known[0], known.at(-1)];
    if (feature === undefined || first === undefined || last === undefined || first === last) return [];
    const isApart = last.mean.low > first.mean.high || last.mean.high < first.mean.low;
    const rises = last.mean.value > first.mean.value;
    const found = !isApart ? 'no clear effect' : rises === feature.expected > 0 ? 'as expected' : 'against';
    return [{ name: effect.name, expected: feature.expected, found }];
  });
}

function reach({ points }: PartialEffect): number {
  const means = points.map(({ mean }) => mean.value);
  return Math.max(...means) - Math.min(...means);
}

function valuesOf(column: FrameColumn): readonly (number | string | null)[] {
  if (column.kind === 'category') {
    const counts = column.levels.map((level, code) => ({
      level,
      rows: column.codes.reduce((n, c) => n + (c === code ? 1 : 0), 0),
    }));
    const usual = counts.filter(({ rows }) => rows > 0).sort((a, b) => b.rows - a.rows);
    return [...usual.slice(0, MOST_LEVELS).map(({ level }) => level), ...(column.codes.includes(-1) ? [null] : [])];
  }
  const known = column.values.filter((value) => !Number.isNaN(value)).sort();
  // From the 2nd to the 98th percentile: beyond, a curve tells of a handful of customers.
  const grid = Array.from({ length: GRID }, (_, n) => known[Math.round((0.02 + (0.96 * n) / (GRID - 1)) * (known.length - 1))]);
  const values = [...new Set(grid.filter((value) => value !== undefined))];
  return [...values, ...(known.length < column.values.length ? [null] : [])];
}

function withValue(frame: Frame, changed: FrameColumn, value: number | string | null): Frame {
  return {
    rows: frame.rows,
    columns: frame.columns.map((column): FrameColumn => {
      if (column.name !== changed.name) return column;
      if (column.kind === 'number')
        return { ...column, values: new Float64Array(frame.rows).fill(typeof value === 'number' ? value : Number.NaN) };
      return { ...column, codes: new Int32Array(frame.rows).fill(value === null ? -1 : column.levels.indexOf(String(value))) };
    }),
  };
}
