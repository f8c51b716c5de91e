import type { Frame } from './frame.ts';
import { widthOf, type Encoding } from './encoding/encoding.ts';

/**
 * What is known of churn elsewhere: by how much a standard deviation more of a fact moves the log-odds. About half of what public tables
 * of customers show of how long somebody has been one (-1.4 and -1.7) and of complaints (+.83); judgements of ours for the rest.
 * docs/CHURN.md holds the same table.
 */
export const HISTORY_PRIOR: ReadonlyMap<string, number> = new Map(
  Object.entries({
    tenureDays: -0.7,
    isMember: -0.2,
    contacts30Days: 0.3,
    complaints30Days: 0.4,
    recencyDays: 0.3,
    orders90Days: -0.3,
    spendTrend: -0.2,
    lateParcels90Days: 0.3,
    satisfaction: -0.2,
  }),
);

/** Whether the table has any of these facts. */
export function hasKnownFacts({ columns }: Frame): boolean {
  return columns.some(({ kind, name }) => kind === 'number' && HISTORY_PRIOR.has(name));
}

/** Where the weights of a design are pulled to: those of the straight terms of known facts to the table's, all others to zero. */
export function priorOf({ columns, boxes }: Encoding): Float64Array {
  const ofColumns = columns.flatMap((column) =>
    column.kind === 'number'
      ? column.terms.map(({ kind }) => (kind === 'line' ? (HISTORY_PRIOR.get(column.name) ?? 0) : 0))
      : new Array<number>(widthOf(column)).fill(0),
  );
  return Float64Array.of(...ofColumns, ...boxes.map(() => 0));
}
