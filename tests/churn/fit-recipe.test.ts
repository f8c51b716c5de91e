import { describe, expect, it } from 'vitest';
import { designWidth, encode } from '../../src/churn/encoding/encode.ts';
import { designColumns } from '../../src/churn/encoding/encoding.ts';
import { createFitRecipe, type Recipe } from '../../src/churn/fit-recipe.ts';
import { chooseRecipes, fitChosen } from '../../src/churn/fit-table.ts';
import type { Frame } from '../../src/churn/frame.ts';
import { HISTORY_FEATURES } from '../../src/churn/features.ts';
import { HISTORY_PRIOR } from '../../src/churn/history-prior.ts';
import { fitLogistic } from '../../src/numerics/logistic-regression.ts';
import { sampleRows } from '../../src/numerics/sample-rows.ts';
import { seededRandom } from '../../src/numerics/seeded-random.ts';
import { sigmoid } from '../../src/numerics/sigmoid.ts';

const LINEAR: Recipe = { basis: { kind: 'linear' }, c: 1 };

const RULE = {
  conditions: [
    { kind: 'between', column: 'complaints', from: 5, below: null },
    { kind: 'between', column: 'days', from: 5, below: null },
  ],
};

/** Who complains and waits leaves; either alone means nothing. */
function makeCustomers(rows: number): { readonly frame: Frame; readonly y: Uint8Array } {
  const random = seededRandom(4);
  const draw = (): Float64Array => Float64Array.from({ length: rows }, () => Math.floor(10 * random()));
  const [complaints, days, noise] = [draw(), draw(), draw()];
  const y = Uint8Array.from(complaints, (value, i) => (random() < (value >= 5 && (days[i] ?? 0) >= 5 ? 0.8 : 0.1) ? 1 : 0));
  return {
    frame: {
      rows,
      columns: [
        { kind: 'number', name: 'complaints', values: complaints },
        { kind: 'number', name: 'days', values: days },
        { kind: 'number', name: 'noise', values: noise },
      ],
    },
    y,
  };
}

const rowsOf = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row);

describe('fitting a recipe', () => {
  const data = makeCustomers(2_000);

  it('fits the regression of the encoding, from the given rows alone', () => {
    const { encoding, weights, intercept, converged } = createFitRecipe(data, rowsOf(1_500))(LINEAR);

    const x = encode(encoding, data.frame, rowsOf(1_500));
    const direct = fitLogistic({ x, y: data.y.slice(0, 1_500), d: designWidth(encoding), c: 1 }, { method: 'newton' });
    expect(weights).toHaveLength(3);
    weights.forEach((weight, j) => {
      expect(weight).toBeCloseTo(direct.weights[j]!, 6);
    });
    expect(intercept).toBeCloseTo(direct.intercept, 6);
    expect(converged).toBe(true);
  });

  it('finds the pair of columns that act together, and no other', () => {
    const { encoding } = createFitRecipe(data, rowsOf(2_000))({ ...LINEAR, pairs: { most: 1, bins: 4 } });

    const boxes = designColumns(encoding).filter(({ features }) => features.length > 1);
    expect(new Set(boxes.map(({ features }) => features.join()))).toEqual(new Set(['complaints,days']));
  });

  it('finds the rule itself', () => {
    const { encoding, weights } = createFitRecipe(data, rowsOf(2_000))({ ...LINEAR, rules: 5 });

    expect(encoding.boxes[0]).toEqual(RULE);
    expect(weights[3]).toBeGreaterThan(1);
  });

  it('gives a recipe the same fit whatever was fitted before', () => {
    const recipe: Recipe = { ...LINEAR, rules: 5 };
    const fit = createFitRecipe(data, rowsOf(2_000));
    fit({ ...LINEAR, pairs: { most: 3, bins: 4 } });

    expect(fit(recipe)).toEqual(createFitRecipe(data, rowsOf(2_000))(recipe));
  });

  it('looks for rules in a sample of a large table, and fits them to all of its rows', () => {
    const rows = 40_000;
    const { frame, y } = makeCustomers(rows);
    const sample = new Set(sampleRows(rows, 20_000));
    const random = seededRandom(9);
    const flat = Uint8Array.from(y, () => (random() < 0.1 ? 1 : 0));
    const onlyIn = (isThere: (row: number) => boolean) => y.map((label, row) => (isThere(row) ? label : (flat[row] ?? 0)));
    const fitTo = (labels: Uint8Array) => createFitRecipe({ frame, y: labels }, rowsOf(rows))({ ...LINEAR, rules: 1 });

    expect(fitTo(onlyIn((row) => !sample.has(row))).encoding.boxes).not.toEqual([RULE]);
    const { encoding, weights } = fitTo(onlyIn((row) => sample.has(row)));
    expect(encoding.boxes).toEqual([RULE]);
    // The log-odds of its rows are 3.6 above those of the rest in the sample, and 2.0 among all rows; the lines take a part.
    expect(weights[3]).toBeGreaterThan(0.8);
    expect(weights[3]).toBeLessThan(2.6);
  });
});

describe('a model of a table', () => {
  it('takes what is known of churn elsewhere for a recipe only where the table has such facts', () => {
    const triesOn = ({ frame, y }: ReturnType<typeof makeCustomers>): number => {
      let tries = 0;
      chooseRecipes({ frame, y }, rowsOf(frame.rows), (_, of) => (tries = of));
      return tries;
    };
    const { frame, y } = makeCustomers(200);
    const [first, ...others] = frame.columns;
    const named: Frame = { rows: 200, columns: [{ ...first!, name: 'complaints30Days' }, ...others] };

    expect(triesOn({ frame: named, y })).toBe(triesOn({ frame, y }) + 5);
  });

  it('is refused when a fit did not converge', () => {
    const { frame, y } = makeCustomers(500);
    const absurd: Frame = {
      rows: 500,
      columns: [...frame.columns, { kind: 'number', name: 'absurd', values: Float64Array.from(y, (_, n) => (n % 2) * 1e308) }],
    };
    const choice = { parts: [{ recipe: LINEAR, share: 1 }], calibration: { kind: 'none' } } as const;

    expect(() => fitChosen({ frame: absurd, y }, choice)).toThrow(/did not converge, so nothing was written/);
  });
});

describe('a fit with what is known of churn elsewhere', () => {
  const known: Recipe = { basis: { kind: 'linear' }, hasPrior: true, c: 0.1 };
  /** Members of long standing leave less often, in truth half as much as the prior says. */
  const makeMembers = (rows: number): { readonly frame: Frame; readonly y: Uint8Array } => {
    const random = seededRandom(8);
    const days = Float64Array.from({ length: rows }, () => Math.floor(1_000 * random()));
    const noise = Float64Array.from({ length: rows }, () => random());
    const y = Uint8Array.from(days, (value) => (random() < sigmoid(-1 - (0.35 * (value - 500)) / 289) ? 1 : 0));
    const columns = [
      { kind: 'number' as const, name: 'tenureDays', values: days },
      { kind: 'number' as const, name: 'noise', values: noise },
    ];
    return { frame: { rows, columns }, y };
  };
  const weightsOf = (rows: number, recipe: Recipe): readonly number[] =>
    createFitRecipe(makeMembers(rows), rowsOf(rows))(recipe).weights;

  it('stays near it while rows are few, and goes where the data are when they are many', () => {
    expect(weightsOf(25, known)[0]).toBeLessThan(-0.5);
    expect(weightsOf(20_000, known)[0]).toBeCloseTo(-0.35, 1);
    expect(Math.abs(weightsOf(20_000, known)[1] ?? 1)).toBeLessThan(0.05);
  });

  it('is the plain fit where no column bears a name of the service', () => {
    const fit = createFitRecipe(makeCustomers(500), rowsOf(500));

    expect(fit(known)).toEqual(fit({ ...LINEAR, c: 0.1 }));
  });

  it('has a place in the priors for facts of the service only', () => {
    const names = HISTORY_FEATURES.map(({ name }) => name);
    expect([...HISTORY_PRIOR.keys()].filter((name) => !names.includes(name))).toEqual([]);
    for (const { name, expected } of HISTORY_FEATURES) expect(Math.sign(HISTORY_PRIOR.get(name) ?? expected)).toBe(expected);
  });
});
