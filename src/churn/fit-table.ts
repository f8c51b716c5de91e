import { chooseShares } from './choose-shares.ts';
import { createFitRecipe, type Recipe, type RecipeData } from './fit-recipe.ts';
import type { Frame } from './frame.ts';
import { hasKnownFacts } from './history-prior.ts';
import { mergeFits } from './merge-fits.ts';
import { compileLogit } from './scoring/compile-logit.ts';
import { takeRows } from './table/take-rows.ts';
import { BotError } from '../contract/errors.ts';
import { fitCalibration, type Calibration } from '../numerics/calibration.ts';
import { sampleRows } from '../numerics/sample-rows.ts';
import { seededRandom } from '../numerics/seeded-random.ts';
import type { TableModel } from './table-model.ts';

/** With three, small tables chose worse: on splits of the e-commerce set that no result is from, five won .0012 of AUC, and ten no more. */
const FOLDS = 5;
/** Recipes are compared on so many rows at most; those that are chosen are fitted on all. */
const MOST_ROWS_TO_CHOOSE = 20_000;
const LINEAR = { kind: 'linear' } as const;
const HINGE = { kind: 'hinge', knots: 5 } as const;
const SPLINE = { kind: 'spline', knots: 5 } as const;
/** From the plainest to the richest; what a table needs none of gets no share. */
const RECIPES: readonly Recipe[] = [
  { basis: LINEAR, c: 0.1 },
  { basis: LINEAR, hasPrior: true, c: 0.1 },
  { basis: LINEAR, c: 1 },
  { basis: HINGE, c: 0.3 },
  { basis: SPLINE, c: 0.1 },
  { basis: SPLINE, pairs: { most: 4, bins: 4 }, c: 0.1 },
  { basis: SPLINE, pairs: { most: 15, bins: 4 }, c: 0.1 },
  { basis: SPLINE, pairs: { most: 8, bins: 6 }, c: 0.1 },
  { basis: LINEAR, rules: 60, c: 0.1 },
  { basis: SPLINE, rules: 15, c: 0.1 },
  { basis: HINGE, rules: 60, c: 0.3 },
  { basis: SPLINE, pairs: { most: 8, bins: 4 }, rules: 60, c: 0.1 },
];

/** What cross-validation decided; with it the model can be fitted again to other rows of the same table. */
export interface TableChoice {
  readonly parts: readonly { readonly recipe: Recipe; readonly share: number }[];
  readonly calibration: Calibration;
}

export type OnStep = (done: number, of: number) => void;

/** Chooses the recipes, and fits them to all rows. Raises as `fitChosen` does. */
export function fitTable(data: RecipeData, groups: Int32Array, onStep: OnStep): TableModel {
  return fitChosen(data, chooseRecipes(data, groups, onStep));
}

/**
 * Which recipes make up the model, by cross-validation in which rows of one group (a number a row) never part, and the calibration of the
 * logits that they give to rows that they did not see. `onStep` hears how far it is.
 */
export function chooseRecipes(data: RecipeData, groups: Int32Array, onStep: OnStep): TableChoice {
  const rows = sampleRows(data.frame.rows, Math.min(data.frame.rows, MOST_ROWS_TO_CHOOSE));
  const labels = Uint8Array.from(rows, (row) => data.y[row] ?? 0);
  const recipes = recipesFor(data.frame);
  const logits = outOfFold(data, rows, recipes, foldsOf(groups), onStep);
  const shares = chooseShares(logits, labels);
  const parts = recipes.map((recipe, n) => ({ recipe, share: shares[n] ?? 0 })).filter(({ share }) => share > 0);
  const mean = new Float64Array(labels.length);
  for (const [n, own] of logits.entries()) for (const [m, z] of own.entries()) mean[m] = (mean[m] ?? 0) + (shares[n] ?? 0) * z;
  return { parts, calibration: fitCalibration(mean, labels) };
}

/** Fits what was chosen to all rows. Raises TRAINING_DATA_INVALID when a fit did not converge: such a model is never written. */
export function fitChosen(data: RecipeData, { parts, calibration }: TableChoice): TableModel {
  const rows = Int32Array.from({ length: data.frame.rows }, (_, row) => row);
  const fits = parts.map(({ recipe, share }) => {
    // One after the other, each with a design of its own, so that memory holds one design.
    const model = createFitRecipe(data, rows)(recipe);
    if (!model.converged) {
      throw new BotError(
        'TRAINING_DATA_INVALID',
        'The fit did not converge, so nothing was written: leave out columns that say the same as another, or cells of absurd size',
      );
    }
    return { model, share };
  });
  const { encoding, weights, intercept } = mergeFits(fits);
  const c = parts.reduce((sum, { recipe, share }) => sum + share * recipe.c, 0);
  return { encoding, weights, intercept, c, calibration };
}

/** What is known of churn elsewhere says nothing of a table without such facts. */
function recipesFor(frame: Frame): readonly Recipe[] {
  return hasKnownFacts(frame) ? RECIPES : RECIPES.filter(({ hasPrior }) => !hasPrior);
}

/** Of each recipe the logits of the rows, each from a fit that did not see its group. */
function outOfFold(
  data: RecipeData,
  rows: Int32Array,
  recipes: readonly Recipe[],
  folds: Int32Array,
  onStep: OnStep,
): readonly Float64Array[] {
  const logits = recipes.map(() => new Float64Array(rows.length));
  const steps = FOLDS * recipes.length;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const fit = createFitRecipe(
      data,
      rows.filter((row) => folds[row] !== fold),
    );
    const places = Int32Array.from(rows.keys()).filter((place) => folds[rows[place] ?? 0] === fold);
    const held = takeRows(
      data.frame,
      places.map((place) => rows[place] ?? 0),
    );
    const found = new Float64Array(held.rows);
    for (const [n, recipe] of recipes.entries()) {
      compileLogit(fit(recipe), held)(0, found);
      for (const [m, place] of places.entries()) (logits[n] ?? found)[place] = found[m] ?? 0;
      onStep(fold * recipes.length + n + 1, steps);
    }
  }
  return logits;
}

function foldsOf(groups: Int32Array): Int32Array {
  const random = seededRandom(2);
  const folds = new Map<number, number>();
  return groups.map((group) => {
    const fold = folds.get(group) ?? Math.floor(random() * FOLDS);
    folds.set(group, fold);
    return fold;
  });
}
