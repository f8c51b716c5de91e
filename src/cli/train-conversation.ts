import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { CONVERSATION_FILE, PRIOR_MODEL } from '../churn/conversation-model.ts';
import { fitConversation } from '../churn/fit-conversation.ts';
import { churnPolicyOf } from '../churn/policy.ts';
import { writeWhole } from '../churn/table-model-file.ts';
import { loadConfig } from '../config/load-config.ts';
import { churnFolderOf } from '../open-brain.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createSqlChurnRecords } from '../storage/sql/churn-records.ts';
import { loadIntents } from '../understanding/load-intents.ts';
import { writeLine } from './lines.ts';

const MOST_CUSTOMERS = 50_000;

/** `kefu train conversation`: learns from outcomes how what is said moves what the shop's own model says of a customer. */
export async function trainConversation(args: readonly string[]): Promise<number> {
  parseArgs({ args: [...args], options: {} });
  const config = loadConfig(process.env);
  const { holdOut } = churnPolicyOf(loadIntents(config.intentsDir).shop, config.churn);
  const database = await openDatabase(config.database);
  try {
    await database.migrate();
    const now = Date.now();
    const scores = await createSqlChurnRecords({ db: database.db, now: Date.now }).lastScores(0, now, MOST_CUSTOMERS);
    const hash = createHash('sha256').update(JSON.stringify(scores)).digest('hex').slice(0, 8);
    const version = `said-${new Date(now).toISOString().slice(0, 10)}-${hash}`;
    const model = fitConversation(scores, { version, holdOut });
    const folder = churnFolderOf(config);
    const text = JSON.stringify(model);
    writeWhole(folder, `${version}.json`, text);
    const written = writeWhole(folder, CONVERSATION_FILE, text);
    await writeLine(`${model.rows} customers, ${model.leavers} left: ${written}`);
    for (const [j, name] of model.columns.entries()) {
      const [learned, prior] = [model.weights[j] ?? 0, PRIOR_MODEL.weights[j] ?? 0];
      if (prior !== 0) await writeLine(`  ${name}: ${learned.toFixed(2)} (prior ${prior.toFixed(2)})`);
    }
  } finally {
    await database.db.destroy();
  }
  return 0;
}
