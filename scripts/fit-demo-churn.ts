/** Fits models/churn/demo.json on the simulated history of the demo shop: `npx tsx scripts/fit-demo-churn.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { simulateHistory } from '../src/churn/demo-history.ts';
import { fitPatterns } from '../src/churn/fit-patterns.ts';

const [CASES, SEED] = [24_000, 20261101];
const folder = resolve(import.meta.dirname, '../models/churn');
const model = fitPatterns(simulateHistory(CASES, SEED), {
  version: 'demo-1',
  trainedOn: `${CASES} simulated customers, seed ${SEED}`,
});
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, 'demo.json'), `${JSON.stringify(model, null, 1)}\n`);
for (const [pattern, { rows, rate, auc, logLoss, calibrationError }] of Object.entries(model.patterns)) {
  console.log(pattern, {
    rows,
    rate: rate.toFixed(3),
    auc: auc.toFixed(3),
    logLoss: logLoss.toFixed(3),
    calibrationError: calibrationError.toFixed(3),
  });
}
