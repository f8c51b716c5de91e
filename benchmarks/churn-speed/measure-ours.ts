/** One process: `measure-ours.ts fit|score <folder> <rows> <times>`; prints a JSON line. Started by `run.ts`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitChosen, type TableChoice } from '../../src/churn/fit-table.ts';
import { predictTable } from '../../src/churn/table-model.ts';
import { takeRows } from '../../src/churn/table/take-rows.ts';
import { fitLogistic, type LogisticFit } from '../../src/numerics/logistic-regression.ts';
import { FIT_COLUMNS, makeTable } from './make-data.ts';

const [task, folder = '', rowsText, timesText] = process.argv.slice(2);
const [rows, times] = [Number(rowsText), Number(timesText)];
/** The tolerance of both programs: the largest entry of the gradient of the mean loss. */
const TOLERANCE = 1e-6;
/** A blend as a shop's table usually gets: bent numbers, pairs and rules. */
const CHOICE: TableChoice = {
  parts: [
    { recipe: { basis: { kind: 'spline', knots: 5 }, pairs: { most: 4, bins: 4 }, c: 0.1 }, share: 0.5 },
    { recipe: { basis: { kind: 'hinge', knots: 5 }, rules: 15, c: 0.3 }, share: 0.5 },
  ],
  calibration: { kind: 'platt', slope: 1.02, intercept: 0.01 },
};
const TRAINED_ROWS = 20_000;

console.log(JSON.stringify(task === 'fit' ? measureFit() : measureScores()));

function measureFit(): object {
  const { buffer, byteOffset } = readFileSync(join(folder, `x-${rows}.f64`));
  const x = new Float64Array(buffer, byteOffset, rows * FIT_COLUMNS);
  const y = new Uint8Array(readFileSync(join(folder, `y-${rows}.u8`)));
  const fits: LogisticFit[] = [];
  const measured = timed(() => fits.push(fitLogistic({ x, y, d: FIT_COLUMNS, c: 1 }, { tolerance: TOLERANCE })));
  const [fit] = fits;
  if (!fit) throw new Error('Measure at least once');
  const { weights, intercept, iterations, gradient } = fit;
  return { ...measured, iterations, gradient, weights: [...weights, intercept] };
}

function measureScores(): object {
  const { frame, y } = makeTable(rows);
  const some = Int32Array.from({ length: TRAINED_ROWS }, (_, row) => row);
  const model = fitChosen({ frame: takeRows(frame, some), y: y.subarray(0, TRAINED_ROWS) }, CHOICE);
  return { ...timed(() => predictTable(model, frame)), terms: model.weights.length, boxes: model.encoding.boxes.length };
}

function timed(work: () => unknown): object {
  const runs = Array.from({ length: times }, () => {
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    work();
    const { user, system } = process.cpuUsage(cpu);
    return { wallMs: performance.now() - started, cpuMs: (user + system) / 1_000 };
  });
  return { runs, peakMiB: process.resourceUsage().maxRSS / 1_024 };
}
