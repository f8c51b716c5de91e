import type { ChurnContribution } from '../contract/churn.ts';
import type { LocalisedText } from '../contract/language.ts';
import { calibrate } from '../numerics/calibration.ts';
import { encodeRecord, type RawRecord } from './encoding/encode.ts';
import { designColumns } from './encoding/encoding.ts';
import type { Explained } from './explain-linear.ts';
import { HISTORY_FEATURES } from './features.ts';
import type { TableModelFile } from './table-model-file.ts';

/**
 * Takes the calibrated logit of one customer by a shop's table model apart: each column of the design contributes w·(x − mean of the
 * training rows), summed into the columns of the table; what several columns do together is shared among them alike. The calibration
 * is no sum, so contributions are scaled by how far it moves the customer from the average one: for Platt's that is its slope.
 */
export function createTableExplainer({ model, columns, reference }: TableModelFile): (record: RawRecord) => Explained {
  const design = designColumns(model.encoding).map(({ features }, j) => ({
    owners: features.map((name) => columns.findIndex((column) => column.name === name)),
    mean: reference.means[j] ?? 0,
    weight: model.weights[j] ?? 0,
  }));
  const average = design.reduce((sum, { weight, mean }) => sum + weight * mean, model.intercept);
  const base = calibrate(model.calibration, average);
  return (record) => {
    const x = encodeRecord(model.encoding, record);
    const byColumn = new Float64Array(columns.length);
    let own = 0;
    for (const [j, { owners, mean, weight }] of design.entries()) {
      const contribution = weight * ((x[j] ?? 0) - mean);
      own += contribution;
      for (const owner of owners) byColumn[owner] = (byColumn[owner] ?? 0) + contribution / owners.length;
    }
    const scale = own === 0 ? 1 : (calibrate(model.calibration, average + own) - base) / own;
    const contributions = columns.map(({ source, name }, n): ChurnContribution => {
      const value = record[name] ?? null;
      const contribution = (byColumn[n] ?? 0) * scale;
      return { feature: name, contribution, value, reason: sayOf(source, name, value, contribution), source: 'history' };
    });
    return { base, contributions };
  };
}

/** A column of the shop's own is said by its name: what it means only the shop knows. */
function sayOf(source: string, name: string, value: number | string | null, contribution: number): LocalisedText {
  const feature = HISTORY_FEATURES.find((known) => known.name === name);
  if (feature !== undefined && (value === null || typeof value === 'number')) {
    return value === null ? feature.unknown : feature.say(value, contribution > 0);
  }
  if (value === null) return { en: `${source} not known`, zh: `${source}未知` };
  const shown = typeof value === 'number' ? String(Number(value.toPrecision(4))) : value;
  return { en: `${source}: ${shown}`, zh: `${source}：${shown}` };
}
