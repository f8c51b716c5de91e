import { widthOf, type Box, type ColumnEncoding, type Encoding, type NumberTerm } from './encoding/encoding.ts';
import type { LinearModel } from './scoring/compile-logit.ts';

/** A regression and its share in a mean of several; the shares add up to 1. */
export interface SharedFit {
  readonly model: LinearModel;
  readonly share: number;
}

/** Weights by what they belong to, in the order in which that was first met. */
type Weighted<Part> = Map<string, { readonly part: Part; readonly weight: number }>;

/**
 * The mean of several logits as one regression: it has the terms of all, each with the mean of its weights, so that it scores and
 * explains like any other. The encodings must come from the same table, and so have the same columns.
 */
export function mergeFits(fits: readonly SharedFit[]): LinearModel {
  const terms = new Map<string, Weighted<NumberTerm | null>>();
  const columns = new Map<string, ColumnEncoding>();
  const boxes: Weighted<Box> = new Map();
  let intercept = 0;
  for (const { model, share } of fits) {
    intercept += share * model.intercept;
    let at = 0;
    const next = (): number => share * (model.weights[at++] ?? 0);
    for (const column of model.encoding.columns) {
      const own = terms.get(column.name) ?? new Map<string, { part: NumberTerm | null; weight: number }>();
      terms.set(column.name, own);
      if (!columns.has(column.name)) columns.set(column.name, column);
      if (column.kind === 'number') for (const term of column.terms) add(own, JSON.stringify(term), term, next());
      else for (let level = 0; level < widthOf(column); level += 1) add(own, String(level), null, next());
    }
    for (const box of model.encoding.boxes) add(boxes, JSON.stringify(box), box, next());
  }
  const encoding: Encoding = {
    columns: [...columns.values()].map((column) =>
      column.kind === 'number' ? { ...column, terms: termsOf(terms, column) } : column,
    ),
    boxes: [...boxes.values()].map(({ part }) => part),
  };
  const weights = [
    ...encoding.columns.flatMap(({ name }) => [...(terms.get(name)?.values() ?? [])].map(({ weight }) => weight)),
    ...[...boxes.values()].map(({ weight }) => weight),
  ];
  return { encoding, weights, intercept };
}

function add<Part>(to: Weighted<Part>, key: string, part: Part, weight: number): void {
  to.set(key, { part, weight: (to.get(key)?.weight ?? 0) + weight });
}

function termsOf(terms: ReadonlyMap<string, Weighted<NumberTerm | null>>, { name }: ColumnEncoding): NumberTerm[] {
  return [...(terms.get(name)?.values() ?? [])].map(({ part }) => part).filter((term) => term !== null);
}
