import type { ChurnReport, DriftFigure } from '../contract/churn-report.ts';
import type { LastScore } from '../contract/churn-records.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import { stabilityOf } from '../numerics/stability.ts';
import { countBins, type Spread } from './reference.ts';
import type { TableModelFile } from './table-model-file.ts';

/**
 * How far today's customers are from those that the shop's model learned from: of its own score (history alone, as trained) and of each
 * column. Only scores by this model count. Null where there is nothing to compare.
 */
export function measureDrift(table: TableModelFile | null, scores: readonly LastScore[]): ChurnReport['drift'] {
  if (table === null) return null;
  const own = scores.flatMap(({ churn }) =>
    churn.history.kind === 'scored' && churn.modelVersion.split(' ')[0] === table.version
      ? [{ logit: churn.history.logit, contributions: churn.contributions }]
      : [],
  );
  if (own.length === 0) return null;
  const { reference } = table;
  const figureOf = (spread: Spread, values: Iterable<number | string | null>): DriftFigure => ({
    name: spread.name,
    ...stabilityOf(spread.counts, countBins(spread, values)),
  });
  const features = reference.columns.map((spread) =>
    figureOf(
      spread,
      own.map(
        ({ contributions }) =>
          contributions.find(({ feature, source }) => feature === spread.name && source === 'history')?.value ?? null,
      ),
    ),
  );
  return {
    customers: own.length,
    score: figureOf(
      reference.score,
      own.map(({ logit }) => sigmoid(logit)),
    ),
    features: features.toSorted((a, b) => b.psi / b.limit - a.psi / a.limit),
  };
}
