import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { BotError } from '../contract/errors.ts';
import { CONVERSATION_FEATURES, encodedColumns } from './features.ts';

/**
 * What a shop without labelled conversations starts from: by how much saying something moves the log-odds of leaving, as a Gaussian
 * N(weight, sd²), and how often it is said (`mean`, from which effects are counted, so that an average conversation moves nothing).
 * Judgements of ours, not measured: docs/CHURN.md says what they rest on. Columns that are not listed have no effect.
 */
export const PRIOR: Readonly<Record<string, { readonly mean: number; readonly weight: number; readonly sd: number }>> = {
  'leaving from 1': { mean: 0.02, weight: 2.6, sd: 0.8 },
  'leaving further': { mean: 0.005, weight: 0.5, sd: 0.3 },
  'complaint from 1': { mean: 0.05, weight: 0.9, sd: 0.5 },
  'complaint further': { mean: 0.01, weight: 0.2, sd: 0.2 },
  'late from 1': { mean: 0.1, weight: 0.45, sd: 0.4 },
  'late further': { mean: 0.02, weight: 0.15, sd: 0.2 },
  'refund from 1': { mean: 0.05, weight: 0.35, sd: 0.4 },
  'refund further': { mean: 0.01, weight: 0.1, sd: 0.2 },
  'price from 1': { mean: 0.03, weight: 0.5, sd: 0.4 },
  'price further': { mean: 0.005, weight: 0.1, sd: 0.2 },
  'unresolved from 1': { mean: 0.12, weight: 0.35, sd: 0.3 },
  'unresolved further': { mean: 0.04, weight: 0.35, sd: 0.2 },
  'sentiment negative': { mean: 0.1, weight: 1.1, sd: 0.6 },
  'sentiment positive': { mean: 0.1, weight: -0.4, sd: 0.4 },
};

/** Columns of what is said, in the order of every model of it. */
export const CONVERSATION_COLUMNS: readonly string[] = encodedColumns(CONVERSATION_FEATURES).map(({ name }) => name);

const numbers = z.array(z.number());

/** `models/churn/conversation.json`: how what is said moves what history says. Its logit is added to that of history. */
export const ConversationModel = z.strictObject({
  kind: z.literal('conversation'),
  version: z.string().min(1),
  /** Names of the columns, as CONVERSATION_COLUMNS. */
  columns: z.array(z.string()),
  means: numbers,
  scales: numbers,
  weights: numbers,
  intercept: z.number(),
  /** Conversations with a known outcome that it learned from. */
  rows: z.number().int(),
  leavers: z.number().int(),
  converged: z.literal(true),
});
export type ConversationModel = z.infer<typeof ConversationModel>;

export const CONVERSATION_FILE = 'conversation.json';

/** The prior as a model: what counts until `kefu train conversation` has learned from outcomes. */
export const PRIOR_MODEL: ConversationModel = {
  kind: 'conversation',
  version: 'prior-1',
  columns: [...CONVERSATION_COLUMNS],
  means: CONVERSATION_COLUMNS.map((name) => PRIOR[name]?.mean ?? 0),
  scales: CONVERSATION_COLUMNS.map(() => 1),
  weights: CONVERSATION_COLUMNS.map((name) => PRIOR[name]?.weight ?? 0),
  intercept: 0,
  rows: 0,
  leavers: 0,
  converged: true,
};

/** The learned model, or the prior where there is no file. Raises MODEL_INVALID that says what to do. */
export function readConversationModel(file: string): ConversationModel {
  if (!existsSync(file)) return PRIOR_MODEL;
  let model: ConversationModel;
  try {
    model = ConversationModel.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw invalid(file, error);
  }
  if (model.columns.join() !== CONVERSATION_COLUMNS.join()) throw invalid(file);
  return model;
}

function invalid(file: string, cause?: unknown): BotError {
  return new BotError(
    'MODEL_INVALID',
    `${file} is no model of this program's conversations: run \`kefu train conversation\`, or delete it to begin from the prior`,
    { cause },
  );
}
