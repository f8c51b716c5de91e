import { seededRandom } from '../../numerics/seeded-random.ts';

export interface SplitOptions {
  /** Per row the number of its group: the rows of a group never part. */
  readonly groups: Int32Array;
  /** 1 where the customer left. */
  readonly y: Uint8Array;
  /** Milliseconds since the epoch a row; null without a time column. */
  readonly times: Float64Array | null;
}

/** Row numbers, ascending. */
export interface Split {
  readonly by: 'group' | 'time';
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** Rows in neither part, because the other rows of their group are on the other side of the line in time. */
  readonly left: number;
}

const TEST_SHARE = 0.2;
/** Share of groups on both sides of the line in time up to which their older rows are given up. */
const MOST_CROSSING = 0.05;
/** Share of the groups that are tested where more than that cross. */
const TESTED_WHEN_CROSSING = 0.3;

/**
 * Parts the rows into about four fifths to learn from and one fifth to be tested on, never within a group. With times the newest rows are
 * the test, as the model will meet newer customers than it was fitted on; where many groups have rows on both sides, some groups, drawn by
 * lot, are tested on their newest rows and the others learnt from by their older ones. Without times, groups are drawn by lot (seeded),
 * leavers and others alike.
 */
export function splitRows({ groups, y, times }: SplitOptions): Split {
  return times === null ? splitByLot(groups, y) : splitByTime(groups, times);
}

function splitByTime(groups: Int32Array, times: Float64Array): Split {
  const from = times.toSorted()[Math.floor((1 - TEST_SHARE) * times.length)] ?? 0;
  const isNew = (row: number): boolean => (times[row] ?? 0) >= from;
  const older = new Set<number>();
  const newer = new Set<number>();
  for (const [row, group] of groups.entries()) (isNew(row) ? newer : older).add(group);
  const crossing = [...newer].filter((group) => older.has(group));
  // Where each customer has a row a month, all who stayed cross the line: to test them all would leave only leavers to learn from.
  const tested =
    crossing.length > MOST_CROSSING * (older.size + newer.size - crossing.length)
      ? new Set(shuffled([...new Set(groups)]).slice(0, Math.ceil(TESTED_WHEN_CROSSING * new Set(groups).size)))
      : newer;
  const train = rowsWhere(times.length, (row) => !isNew(row) && !tested.has(groups[row] ?? row));
  const test = rowsWhere(times.length, (row) => isNew(row) && tested.has(groups[row] ?? row));
  return { by: 'time', train, test, left: times.length - train.length - test.length };
}

function splitByLot(groups: Int32Array, y: Uint8Array): Split {
  const sizes = new Map<number, { rows: number; leavers: number }>();
  for (const [row, group] of groups.entries()) {
    const size = sizes.get(group) ?? { rows: 0, leavers: 0 };
    sizes.set(group, { rows: size.rows + 1, leavers: size.leavers + (y[row] ?? 0) });
  }
  const tested = new Set<number>();
  for (const withLeavers of [true, false]) {
    const stratum = [...sizes].filter(([, { leavers }]) => leavers > 0 === withLeavers);
    const wanted = TEST_SHARE * stratum.reduce((sum, [, { rows }]) => sum + rows, 0);
    let taken = 0;
    for (const [group, { rows }] of shuffled(stratum)) {
      // A group that would overshoot by more than it helps stays in training: one huge group must not become the test.
      if (taken + rows / 2 > wanted) continue;
      tested.add(group);
      taken += rows;
    }
  }
  return {
    by: 'group',
    train: rowsWhere(groups.length, (row) => !tested.has(groups[row] ?? row)),
    test: rowsWhere(groups.length, (row) => tested.has(groups[row] ?? row)),
    left: 0,
  };
}

function rowsWhere(rows: number, holds: (row: number) => boolean): Int32Array {
  const found: number[] = [];
  for (let row = 0; row < rows; row += 1) if (holds(row)) found.push(row);
  return Int32Array.from(found);
}

/** Fisher-Yates. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  const random = seededRandom(1);
  const result = [...items];
  for (let n = result.length - 1; n > 0; n -= 1) {
    const other = Math.floor(random() * (n + 1));
    const [a, b] = [result[n], result[other]];
    if (a !== undefined && b !== undefined) [result[n], result[other]] = [b, a];
  }
  return result;
}
