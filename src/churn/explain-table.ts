import type { ChurnContribution } from '../contract/churn.ts';
import type { LocalisedText } from '../contract/language.ts';
import { calibrate } from '../numerics/calibration.ts';
import { encodeRecord, type RawRecord } from './encoding/encode.ts';
import { designColumns } from './encoding/encoding.ts';
import type { Explained } from './explain-linear.ts';
import { HISTORY_FEATURES } from './features.ts';
import type { TableModelFile } from './table-model-file.ts';

/**
 * The calibrated logit of one customer by a shop's table model, taken apart: each column of the design contributes w·(x − mean of the
 * training rows), summed into the columns of the table; what several columns do together is shared among them alike. The calibration
 * is no sum, so contributions are scaled by how far it moves the customer from the average one: for Platt's that is its slope.
 */
export function explainTable({ model, columns, reference }: TableModelFile, record: RawRecord): Explained {
  const x = encodeRecord(model.encoding, record);
  const byName = new Map<string, number>(columns.map(({ name }) => [name, 0]));
  let [average, own] = [model.intercept, 0];
  for (const [j, { features }] of designColumns(model.encoding).entries()) {
    const mean = reference?.means[j] ?? 0;
    const weight = model.weights[j] ?? 0;
    average += weight * mean;
    const contribution = weight * ((x[j] ?? 0) - mean);
    own += contribution;
    for (const name of features) byName.set(name, (byName.get(name) ?? 0) + contribution / features.length);
  }
  const base = calibrate(model.calibration, average);
  const scale = own === 0 ? 1 : (calibrate(model.calibration, average + own) - base) / own;
  const contributions = columns.map(({ source, name }): ChurnContribution => {
    const value = record[name] ?? null;
    const contribution = (byName.get(name) ?? 0) * scale;
    return { feature: name, contribution, value, reason: sayOf(source, name, value, contribution), source: 'history' };
  });
  return { base, contributions };
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
