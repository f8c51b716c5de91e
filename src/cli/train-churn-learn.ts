import { basename, join } from 'node:path';
import { measureGroups } from '../churn/report/measure-groups.ts';
import { partialEffects, reviewSigns } from '../churn/report/partial-effects.ts';
import type { ReportData } from '../churn/report/report-data.ts';
import { checkTable, FEWEST_EVENTS } from '../churn/table/check-table.ts';
import type { readTrainingTable } from '../churn/table/read-table.ts';
import { splitRows } from '../churn/table/split-rows.ts';
import { takeRows } from '../churn/table/take-rows.ts';
import { BotError } from '../contract/errors.ts';
import { compareWithLive, verdictOf } from '../churn/compare-with-live.ts';
import { LIVE, newVersion, type TableModelFile } from '../churn/table-model-file.ts';
import { chooseRecipes, fitChosen } from '../churn/fit-table.ts';
import { referenceOf } from '../churn/reference.ts';
import { meanPredictionOf, predictTable } from '../churn/table-model.ts';
import type { Progress } from './train-churn-progress.ts';
import type { TrainChurnRequest } from './train-churn-request.ts';
import { scoresOf } from '../churn/measure-scores.ts';

export interface Learned {
  readonly model: TableModelFile;
  readonly report: ReportData;
}

type TrainingTable = Awaited<ReturnType<typeof readTrainingTable>>;

/**
 * Checks a table, fits on one part of it and tests on the other; the model is then fitted again, as chosen, to all rows, and the scores
 * are those of the test. Writes nothing. Raises TRAINING_DATA_INVALID when the table cannot be
 * learned from.
 */
export function learnChurn(table: TrainingTable, request: TrainChurnRequest, day: string, progress: Progress): Learned {
  progress.report('Checking the table', 0, 1);
  const { groups, warnings } = checkTable(table, request.mapping.trust);
  const { train, test, left, by } = splitRows({ groups, y: table.y, times: table.times });
  const partOf = (rows: Int32Array) => ({
    frame: takeRows(table.frame, rows),
    y: Uint8Array.from(rows, (row) => table.y[row] ?? 0),
    groups: renumbered(rows.map((row) => groups[row] ?? 0)),
  });
  const trained = partOf(train);
  const tested = partOf(test);
  refuseOneSidedParts(trained.y, tested.y, by);

  const choice = chooseRecipes(trained, trained.groups, (done, of) => progress.report('Fitting', done, of));
  progress.report('Testing', 0, 1);
  const p = predictTable(fitChosen(trained, choice), tested.frame);
  const scores = scoresOf(p, tested.y, tested.groups);
  const comparison = compareWithLive({ ...tested, p }, join(request.folder, LIVE), shareOf(trained.y));
  const verdict = verdictOf(comparison, request.isForced);
  progress.report('Fitting all rows', 0, 1);
  const fitted = fitChosen(table, choice);
  progress.report('Drawing', 0, 1);
  const effects = partialEffects(table.frame, meanPredictionOf(fitted, table.frame, table.y));
  const signs = reviewSigns(effects);
  const version = newVersion(request.folder, day, table.file.hash);
  const counts = { rows: table.y.length, leavers: sumOf(table.y), trained: train.length, tested: test.length, split: by };
  const { timeType } = table;
  return {
    model: {
      kind: 'table',
      version,
      data: { file: basename(request.file), hash: table.file.hash, encoding: table.file.encoding, ...counts },
      roles: {
        label: request.label,
        customer: request.customer,
        time: request.time === null || timeType === null ? null : { column: request.time, type: timeType },
      },
      mapping: request.mapping,
      columns: [...table.used],
      ignored: [...table.ignored],
      warnings: [...warnings],
      scores,
      signs: [...signs],
      converged: true,
      model: fitted,
      reference: referenceOf(fitted, trained.frame),
    },
    report: {
      version,
      table: basename(request.file),
      ...counts,
      left,
      verdict: verdict.text,
      isPublished: verdict.isPublished,
      warnings,
      scores,
      p,
      y: tested.y,
      effects,
      sources: new Map(table.used.map(({ name, source }) => [name, source])),
      signs,
      groups: table.groups.map((column) =>
        measureGroups({ ...column, codes: test.map((row) => column.codes[row] ?? -1) }, p, tested.y),
      ),
    },
  };
}

function refuseOneSidedParts(trained: Uint8Array, tested: Uint8Array, by: 'group' | 'time'): void {
  const fewest = Math.min(sumOf(trained), trained.length - sumOf(trained));
  if (fewest >= FEWEST_EVENTS / 2 && sumOf(tested) > 0 && sumOf(tested) < tested.length) return;
  const what = `Of ${trained.length} rows to learn from ${sumOf(trained)} left, and of ${tested.length} rows to test on ${sumOf(tested)}`;
  const how =
    by === 'time'
      ? 'leave --time out, or export a longer period'
      : 'export more customers, or look at the warnings about rows that belong together';
  throw new BotError('TRAINING_DATA_INVALID', `${what}: ${how}`);
}

function renumbered(groups: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return groups.map((group) => {
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
}

function sumOf(y: Uint8Array): number {
  return y.reduce((sum, label) => sum + label, 0);
}

function shareOf(y: Uint8Array): number {
  return sumOf(y) / y.length;
}
