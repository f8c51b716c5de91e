/**
 * Out-of-fold quality on public sets, everything learnt and chosen inside each training part; one result a set:
 * `npx tsx benchmarks/quality/churn/run.ts <folder of the sets> [--repeats 5] [--sets telco,bank]`.
 */
import { parseArgs } from 'node:util';
import { takeRows } from '../../../src/churn/table/take-rows.ts';
import { fitTable } from '../../../src/churn/fit-table.ts';
import { predictTable } from '../../../src/churn/table-model.ts';
import { areaUnderCurve, brierScore, calibrationError, liftAt, logLoss } from '../../../src/numerics/binary-metrics.ts';
import { describeEnvironment, round } from '../../support/environment.ts';
import { readSet, SETS, type SetName } from './read-set.ts';
import { writeChurnResult } from './write-churn-result.ts';

const FOLDS = 5;
/** Best gradient boosting of five settings of scikit-learn's HistGradientBoosting on the same 25 folds, measured before. */
const BOOSTING: Readonly<Record<SetName, { readonly auc: number; readonly logLoss: number }>> = {
  ecom_core: { auc: 0.8999, logLoss: 0.2653 },
  telco: { auc: 0.8497, logLoss: 0.4108 },
  bank: { auc: 0.8679, logLoss: 0.3312 },
  mlc: { auc: 0.9198, logLoss: 0.1636 },
  osi: { auc: 0.9341, logLoss: 0.2219 },
};
const LEAST_AUC: Readonly<Record<SetName, number>> = { ecom_core: 0.9, telco: 0.849, bank: 0.866, mlc: 0.915, osi: 0.933 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { repeats: { type: 'string', default: '5' }, sets: { type: 'string', default: SETS.join() } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Name the folder with <set>_Xy.csv.gz and folds_<set>.json');
const sets = SETS.filter((name) => values.sets.split(',').includes(name));
for (const name of sets) {
  const environment = describeEnvironment();
  const file = await writeChurnResult(`public-${name}`, {
    benchmark: 'churn on a public set',
    environment,
    settings: {
      repeats: Number(values.repeats),
      folds: FOLDS,
      note: 'AUC and log loss: mean over folds; ECE: 10 bins on pooled scores',
    },
    ...measure(folder, name, Number(values.repeats)),
  });
  console.log(file);
}

function measure(from: string, name: SetName, repeats: number): object {
  const { frame, y, repeats: splits } = readSet(from, name);
  const perFold: { readonly auc: number; readonly logLoss: number; readonly brier: number; readonly lift: number }[] = [];
  const pooled: { readonly p: number; readonly y: number }[] = [];
  const started = Date.now();
  for (const folds of splits.slice(0, repeats)) {
    for (let fold = 0; fold < FOLDS; fold += 1) {
      const all = Int32Array.from(folds, (_, row) => row);
      const [train, test] = [all.filter((row) => folds[row] !== fold), all.filter((row) => folds[row] === fold)];
      const labels = (part: Int32Array): Uint8Array => Uint8Array.from(part, (row) => y[row] ?? 0);
      const model = fitTable(
        { frame: takeRows(frame, train), y: labels(train) },
        Int32Array.from(train, (_, n) => n),
        () => undefined,
      );
      const p = predictTable(model, takeRows(frame, test));
      const truth = labels(test);
      perFold.push({
        auc: areaUnderCurve(p, truth),
        logLoss: logLoss(p, truth),
        brier: brierScore(p, truth),
        lift: liftAt(0.1, p, truth),
      });
      p.forEach((value, n) => pooled.push({ p: value, y: truth[n] ?? 0 }));
    }
  }
  const mean = (read: (one: (typeof perFold)[number]) => number): number =>
    round(perFold.reduce((sum, one) => sum + read(one), 0) / perFold.length, 4);
  const found = {
    set: name,
    rows: frame.rows,
    fits: perFold.length,
    auc: mean((one) => one.auc),
    logLoss: mean((one) => one.logLoss),
    brier: mean((one) => one.brier),
    liftAtTenPerCent: mean((one) => one.lift),
    calibrationError: round(
      calibrationError(
        pooled.map((one) => one.p),
        pooled.map((one) => one.y),
      ),
      4,
    ),
    secondsAFit: round((Date.now() - started) / 1_000 / perFold.length, 2),
  };
  const result = {
    ...found,
    boosting: BOOSTING[name],
    aims: {
      auc: { atLeast: LEAST_AUC[name], isMet: found.auc >= LEAST_AUC[name] },
      logLoss: { atMost: round(BOOSTING[name].logLoss + 0.005, 4), isMet: found.logLoss <= BOOSTING[name].logLoss + 0.005 },
      calibrationError: { atMost: 0.02, isMet: found.calibrationError <= 0.02 },
    },
  };
  console.log(JSON.stringify(result));
  return result;
}
