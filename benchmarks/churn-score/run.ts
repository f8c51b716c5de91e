/** How long one request of `POST /api/churn/score` keeps the process: `npx tsx benchmarks/churn-score/run.ts`. */
import { scoreCustomers } from '../../src/churn/score-customers.ts';
import { NO_MAPPING } from '../../src/churn/table/mapping.ts';
import type { TableModelFile } from '../../src/churn/table-model-file.ts';

const [CUSTOMERS, COLUMNS, ROUNDS] = [1_000, 60, 9];
const names = Array.from({ length: COLUMNS }, (_, n) => `fact_${n}`);
const standard = { mean: 0.5, scale: 0.3 };
const score = { value: 0, low: 0, high: 0 };
/** Sixty numbers of six terms each, as a table of many facts would give. */
const model: TableModelFile = {
  kind: 'table',
  version: 'measured',
  data: { file: '', hash: '', encoding: 'utf-8', rows: 10, leavers: 3, trained: 10, tested: 0, split: 'group' },
  roles: { label: 'left', customer: null, time: null },
  mapping: NO_MAPPING,
  columns: names.map((name) => ({ source: name, name, type: 'number' })),
  ignored: [],
  warnings: [],
  scores: { auc: score, logLoss: score, brier: score, calibrationError: score, calibrationSlope: score, lift10: score },
  signs: [],
  converged: true,
  model: {
    encoding: {
      columns: names.map((name) => ({
        kind: 'number',
        name,
        median: 0.5,
        low: 0,
        high: 1,
        terms: [
          { kind: 'line', ...standard },
          ...[0.2, 0.4, 0.6, 0.8].map((at) => ({ kind: 'hinge' as const, at, ...standard })),
          { kind: 'unknown', ...standard },
        ],
      })),
      boxes: [],
    },
    weights: names.flatMap(() => [0.1, 0.1, -0.1, 0.1, -0.1, 0.2]),
    intercept: -1,
    c: 1,
    calibration: { kind: 'platt', slope: 1.1, intercept: 0.1 },
  },
  reference: {
    rows: 10,
    means: names.flatMap(() => [0, 0, 0, 0, 0, 0]),
    columns: [],
    score: { kind: 'number', name: 'score', edges: [], counts: [] },
  },
};
const customers = Array.from({ length: CUSTOMERS }, (_, n) => ({
  customer: `C${n}`,
  facts: Object.fromEntries(names.map((name, column) => [name, ((n * 31 + column * 17) % 101) / 100])),
}));
const times = Array.from({ length: ROUNDS }, () => {
  const start = process.cpuUsage();
  scoreCustomers(model, customers, 0);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}).sort((a, b) => a - b);
console.log(
  `${CUSTOMERS} customers of ${COLUMNS} facts: best ${times[0]?.toFixed(0)} ms, median ${times[(ROUNDS - 1) / 2]?.toFixed(0)} ms of processor time`,
);
