/**
 * Fits and scores beside scikit-learn's in one run: `npx tsx benchmarks/churn-speed/run.ts --python <python that has scikit-learn>`;
 * `--fit-rows 20000 --scored-rows 30000` makes a short trial.
 * Processes of both programs take turns, each with one thread, and each measures a few times.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeEnvironment, loadNow, round, writeResult } from '../support/environment.ts';
import { summarise } from '../support/statistics.ts';
import { FIT_COLUMNS, writeDesign, writeTable } from './make-data.ts';

const TURNS = 3;
const TIMES_A_TURN = 2;
const MOST_RATIO = 1.5;
const LEAST_ROWS_A_SECOND = 2_000_000;
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

interface Timed {
  readonly runs: readonly { readonly wallMs: number; readonly cpuMs: number }[];
  readonly peakMiB: number;
}
interface Fit extends Timed {
  readonly iterations: number;
  readonly gradient: number;
  readonly weights: readonly number[];
  readonly version?: string;
}
interface OurScores extends Timed {
  readonly terms: number;
  readonly boxes: number;
}
interface TheirScores {
  readonly pipeline: Timed;
  readonly ready: Timed;
  readonly terms: number;
}

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    'fit-rows': { type: 'string', default: '100000,1000000' },
    'scored-rows': { type: 'string', default: '500000' },
  },
});
const scoredRows = Number(values['scored-rows']);
const environment = describeEnvironment();
const folder = mkdtempSync(join(tmpdir(), 'kefu-churn-speed-'));
try {
  const fits = values['fit-rows'].split(',').map((rows) => measureFits(Number(rows)));
  const scoring = measureScoring();
  const result = { benchmark: 'churn fits and scores', environment, loadAfter: loadNow(), fits, scoring };
  console.log(writeResult('churn-speed', result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measureFits(rows: number): object {
  writeDesign(folder, rows);
  const turns = Array.from({ length: TURNS }, () => ({
    ours: ours('fit', rows) as Fit,
    sklearn: theirs('fit', rows) as Fit,
  }));
  const [first] = turns;
  if (!first) throw new Error('No turns');
  const [mine, other] = [turns.map((turn) => turn.ours), turns.map((turn) => turn.sklearn)];
  const ratio = round(best(mine, 'cpuMs') / best(other, 'cpuMs'), 2);
  const found = {
    rows,
    columns: FIT_COLUMNS,
    ours: { ...summary(mine), iterations: first.ours.iterations, gradient: first.ours.gradient },
    sklearnLbfgs: {
      ...summary(other),
      iterations: first.sklearn.iterations,
      gradient: first.sklearn.gradient,
      version: first.sklearn.version,
    },
    largestDifferenceOfWeights: Math.max(
      ...first.ours.weights.map((weight, j) => Math.abs(weight - (first.sklearn.weights[j] ?? 0))),
    ),
    ratioOfBestCpu: ratio,
    ratioOfMedianCpu: round(median(mine, 'cpuMs') / median(other, 'cpuMs'), 2),
    ratioOfBestWall: round(best(mine, 'wallMs') / best(other, 'wallMs'), 2),
    aim: { ratioAtMost: MOST_RATIO, isMet: ratio <= MOST_RATIO },
  };
  console.log(JSON.stringify(found));
  return found;
}

function measureScoring(): object {
  writeTable(folder, scoredRows);
  const turns = Array.from({ length: TURNS }, () => ({
    ours: ours('score', scoredRows) as OurScores,
    sklearn: theirs('score', scoredRows) as TheirScores,
  }));
  const mine = turns.map((turn) => turn.ours);
  const rowsASecond = (timed: readonly Timed[], clock: Clock): number => Math.round((scoredRows / best(timed, clock)) * 1_000);
  const rates = (timed: readonly Timed[]): object => ({
    ...summary(timed),
    rowsASecondOfCpu: rowsASecond(timed, 'cpuMs'),
    rowsASecond: rowsASecond(timed, 'wallMs'),
  });
  const found = {
    rows: scoredRows,
    ours: { ...rates(mine), terms: mine[0]?.terms, boxes: mine[0]?.boxes },
    sklearnPipeline: { ...rates(turns.map(({ sklearn }) => sklearn.pipeline)), terms: turns[0]?.sklearn.terms },
    sklearnReadyDesign: rates(turns.map(({ sklearn }) => sklearn.ready)),
    aim: { rowsASecondAtLeast: LEAST_ROWS_A_SECOND, isMet: rowsASecond(mine, 'cpuMs') >= LEAST_ROWS_A_SECOND },
  };
  console.log(JSON.stringify(found));
  return found;
}

type Clock = 'wallMs' | 'cpuMs';

function ours(task: string, rows: number): unknown {
  const script = join(import.meta.dirname, 'measure-ours.ts');
  return ask(process.execPath, ['--import', 'tsx', script, task, folder, String(rows), String(TIMES_A_TURN)]);
}

function theirs(task: string, rows: number): unknown {
  return ask(values.python, [join(import.meta.dirname, 'measure_sklearn.py'), task, folder, String(rows), String(TIMES_A_TURN)]);
}

function ask(program: string, args: readonly string[]): unknown {
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, ...ONE_THREAD } }));
}

function all(timed: readonly Timed[], clock: Clock): readonly number[] {
  return timed.flatMap(({ runs }) => runs.map((run) => run[clock]));
}

function best(timed: readonly Timed[], clock: Clock): number {
  return Math.min(...all(timed, clock));
}

function median(timed: readonly Timed[], clock: Clock): number {
  return summarise(all(timed, clock)).p50;
}

function summary(timed: readonly Timed[]): object {
  return {
    bestCpuMs: round(best(timed, 'cpuMs'), 1),
    medianCpuMs: median(timed, 'cpuMs'),
    bestWallMs: round(best(timed, 'wallMs'), 1),
    medianWallMs: median(timed, 'wallMs'),
    peakMiB: Math.round(Math.max(...timed.map(({ peakMiB }) => peakMiB))),
  };
}
