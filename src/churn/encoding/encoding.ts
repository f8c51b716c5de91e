import { z } from 'zod';

/** Standardised as (term − mean) / scale; indicators have 0 and 1. */
const standard = { mean: z.number(), scale: z.number().positive() };

/** One column of the design that a number becomes. */
export const NumberTerm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('line'), ...standard }),
  /** max(0, x − at). */
  z.strictObject({ kind: z.literal('hinge'), at: z.number(), ...standard }),
  /** A restricted cubic spline's term: a cubic from `at` on, straight from `last` on (Harrell, Regression Modeling Strategies, 2.4.5). */
  z.strictObject({ kind: z.literal('spline'), at: z.number(), beforeLast: z.number(), last: z.number(), ...standard }),
  z.strictObject({ kind: z.literal('equals'), value: z.number(), ...standard }),
  z.strictObject({ kind: z.literal('unknown'), ...standard }),
]);
export type NumberTerm = z.infer<typeof NumberTerm>;

const NumberEncoding = z.strictObject({
  kind: z.literal('number'),
  name: z.string(),
  /** Stands in for an unknown value, beside the `unknown` term. */
  median: z.number(),
  /** Values beyond what training saw count as its ends: a line must not run on to where nobody was. */
  low: z.number(),
  high: z.number(),
  terms: z.array(NumberTerm),
});
export type NumberEncoding = z.infer<typeof NumberEncoding>;

const CategoryEncoding = z.strictObject({
  kind: z.literal('category'),
  name: z.string(),
  /** One indicator a level. */
  levels: z.array(z.string()),
  /** One indicator for rare levels together; levels that training never saw count as rare. */
  hasRare: z.boolean(),
  hasUnknown: z.boolean(),
});
export type CategoryEncoding = z.infer<typeof CategoryEncoding>;

/** What one column of the table must be. */
export const Condition = z.discriminatedUnion('kind', [
  /** from ≤ x < below; null is no limit. */
  z.strictObject({ kind: z.literal('between'), column: z.string(), from: z.number().nullable(), below: z.number().nullable() }),
  z.strictObject({ kind: z.literal('among'), column: z.string(), levels: z.array(z.string()) }),
  /** Known, and none of these. */
  z.strictObject({ kind: z.literal('others'), column: z.string(), levels: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('unknown'), column: z.string() }),
]);
export type Condition = z.infer<typeof Condition>;

/** Where several columns act together: one indicator that all conditions hold. */
export const Box = z.strictObject({ conditions: z.array(Condition).min(2) });
export type Box = z.infer<typeof Box>;

/** How a table becomes the columns of a regression: learned from training rows, kept with the model, plain JSON. */
export const Encoding = z.strictObject({
  columns: z.array(z.discriminatedUnion('kind', [NumberEncoding, CategoryEncoding])),
  boxes: z.array(Box),
});
export type Encoding = z.infer<typeof Encoding>;
export type ColumnEncoding = Encoding['columns'][number];

/** A column of the design: what it says, and which columns of the table it comes from. */
export interface DesignColumn {
  readonly name: string;
  readonly features: readonly string[];
}

/** The columns of the design, in the order of `encode`: those of each column of the table, then the boxes. */
export function designColumns(encoding: Encoding): readonly DesignColumn[] {
  return [
    ...encoding.columns.flatMap((column) =>
      namesOf(column).map((name) => ({ name: name === '' ? column.name : `${column.name} ${name}`, features: [column.name] })),
    ),
    ...encoding.boxes.map(({ conditions }) => ({
      name: conditions.map(describe).join(' and '),
      features: [...new Set(conditions.map(({ column }) => column))],
    })),
  ];
}

/** How many columns of the design a column of the table becomes. */
export function widthOf(column: ColumnEncoding): number {
  return column.kind === 'number'
    ? column.terms.length
    : column.levels.length + Number(column.hasRare) + Number(column.hasUnknown);
}

function namesOf(column: ColumnEncoding): readonly string[] {
  if (column.kind === 'number') return column.terms.map(nameOf);
  return [
    ...column.levels.map((level) => `is ${level}`),
    ...(column.hasRare ? ['is rare'] : []),
    ...(column.hasUnknown ? ['unknown'] : []),
  ];
}

function nameOf(term: NumberTerm): string {
  switch (term.kind) {
    case 'line':
      return '';
    case 'hinge':
      return `over ${short(term.at)}`;
    case 'spline':
      return `bent at ${short(term.at)}`;
    case 'equals':
      return `is ${short(term.value)}`;
    case 'unknown':
      return 'unknown';
    default:
      return term satisfies never;
  }
}

function describe(condition: Condition): string {
  switch (condition.kind) {
    case 'between':
      if (condition.from === null) return `${condition.column} under ${short(condition.below ?? Infinity)}`;
      if (condition.below === null) return `${condition.column} from ${short(condition.from)}`;
      return `${condition.column} from ${short(condition.from)} to under ${short(condition.below)}`;
    case 'among':
      return `${condition.column} is ${condition.levels.join(' or ')}`;
    case 'others':
      return `${condition.column} is not ${condition.levels.join(' or ')}`;
    case 'unknown':
      return `${condition.column} unknown`;
    default:
      return condition satisfies never;
  }
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
