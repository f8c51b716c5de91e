import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CustomerPattern } from '../contract/churn.ts';
import { BotError } from '../contract/errors.ts';
import { CONVERSATION_FILE, readConversationModel, type ConversationModel } from './conversation-model.ts';
import { columnsOf } from './features.ts';
import { readChurnModel, type ChurnModel } from './model-file.ts';
import { LIVE, readTableModel, type TableModelFile } from './table-model-file.ts';

/** The models that the chat scores with. */
export interface ChurnModels {
  /** Names all that counts, for the record of a decision. */
  readonly version: string;
  /** The built-in sub-models, of what is known of a customer. */
  readonly patterns: ChurnModel;
  /** The shop's own model, published by `kefu train churn`; null before. */
  readonly table: TableModelFile | null;
  /** How what is said moves the shop's own model. */
  readonly conversation: ConversationModel;
}

const BUILT_IN = 'demo.json';
const PATTERNS: readonly CustomerPattern[] = ['anonymous', 'new', 'full'];

/** Reads the folder `churn/` of the models. Raises MODEL_INVALID that names the file and what to do. */
export function readChurnModels(folder: string): ChurnModels {
  const file = join(folder, BUILT_IN);
  const patterns = readChurnModel(file);
  for (const pattern of PATTERNS) {
    const expected = columnsOf(pattern).map(({ name }) => name);
    if (expected.join() !== patterns.patterns[pattern].columns.join()) {
      throw new BotError(
        'MODEL_INVALID',
        `The churn model ${file} was made for other features: restore the one that came with Kefu`,
      );
    }
  }
  const live = join(folder, LIVE);
  const table = existsSync(live) ? readTableModel(live) : null;
  const conversation = readConversationModel(join(folder, CONVERSATION_FILE));
  return {
    version: table === null ? patterns.version : `${table.version} ${conversation.version}`,
    patterns,
    table,
    conversation,
  };
}
