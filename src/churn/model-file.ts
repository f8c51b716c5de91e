import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BotError } from '../contract/errors.ts';

const numbers = z.array(z.number());
const SubModel = z.object({
  /** Names of the columns, in the order of `encodeFeatures`. */
  columns: z.array(z.string()),
  /** Of the training rows: columns are standardised by them. */
  means: numbers,
  scales: numbers,
  weights: numbers,
  intercept: z.number(),
  /** How it was made and how good it is, for people. */
  rows: z.number().int(),
  rate: z.number(),
  auc: z.number(),
  logLoss: z.number(),
  calibrationError: z.number(),
  converged: z.literal(true),
});
export type SubModel = z.infer<typeof SubModel>;

/** `models/churn/*.json`. A fit that did not converge is never written, so it is never read. */
export const ChurnModelFile = z.object({
  version: z.string().min(1),
  trainedOn: z.string(),
  patterns: z.object({ anonymous: SubModel, new: SubModel, full: SubModel }),
});
export type ChurnModel = z.infer<typeof ChurnModelFile>;

/** Raises MODEL_INVALID that names the file and what to do. */
export function readChurnModel(file: string): ChurnModel {
  try {
    return ChurnModelFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new BotError('MODEL_INVALID', `The churn model ${file} cannot be read: restore it, or run \`kefu train churn\``, {
      cause: error,
    });
  }
}
