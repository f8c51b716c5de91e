import { fitTable } from '../../src/churn/fit-table.ts';
import type { Frame } from '../../src/churn/frame.ts';
import { referenceOf } from '../../src/churn/reference.ts';
import type { TableModelFile } from '../../src/churn/table-model-file.ts';
import { NO_MAPPING } from '../../src/churn/table/mapping.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { sigmoid } from '../../src/numerics/sigmoid.ts';

export interface ShopTable {
  readonly frame: Frame;
  readonly y: Uint8Array;
  readonly model: TableModelFile;
}

/**
 * A made-up shop's table: late parcels raise churn, tenure and the plan (a column of its own) lower it. Late parcels are unknown of new
 * customers, as in a shop that exports them with empty cells; the plan is always known.
 */
export function makeShopTable(rows = 3_000): ShopTable {
  const random = seededRandom(17);
  const late = Float64Array.from({ length: rows }, () => (random() < 0.15 ? Number.NaN : Math.floor(5 * random() ** 2)));
  const tenure = Float64Array.from({ length: rows }, () => Math.floor(900 * random()));
  const codes = Int32Array.from({ length: rows }, () => (random() < 0.4 ? 1 : 0));
  const y = Uint8Array.from(late, (value, row) => {
    const parcels = Number.isNaN(value) ? 0.3 : 0.7 * value;
    return random() < sigmoid(-1.6 + parcels - (tenure[row] ?? 0) / 600 - 0.8 * (codes[row] ?? 0)) ? 1 : 0;
  });
  const frame: Frame = {
    rows,
    columns: [
      { kind: 'number', name: 'lateParcels90Days', values: late },
      { kind: 'number', name: 'tenureDays', values: tenure },
      { kind: 'category', name: 'plan', levels: ['basic', 'gold'], codes },
    ],
  };
  const fitted = fitTable({ frame, y }, Int32Array.from(y.keys()), () => undefined);
  const score = { value: 0.7, low: 0.6, high: 0.8 };
  return {
    frame,
    y,
    model: {
      kind: 'table',
      version: '2026-11-01-abcdef12',
      data: {
        file: 'customers.csv',
        hash: 'abcdef12',
        encoding: 'utf-8',
        rows,
        leavers: y.reduce((sum, label) => sum + label, 0),
        trained: rows,
        tested: 0,
        split: 'group',
      },
      roles: { label: 'left', customer: 'id', time: null },
      mapping: NO_MAPPING,
      columns: [
        { source: 'late_90d', name: 'lateParcels90Days', type: 'number' },
        { source: 'tenureDays', name: 'tenureDays', type: 'number' },
        { source: 'plan', name: 'plan', type: 'category' },
      ],
      ignored: [],
      warnings: [],
      scores: { auc: score, logLoss: score, brier: score, calibrationError: score, calibrationSlope: score, lift10: score },
      signs: [],
      converged: true,
      model: fitted,
      reference: referenceOf(fitted, frame),
    },
  };
}
