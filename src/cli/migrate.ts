import { loadConfig } from '../config/load-config.ts';
import { migrate, openSqlite } from '../storage/sqlite/open-database.ts';
import { writeLine } from './lines.ts';

/** `kefu migrate`: what a start does by itself, for operators who want to see it first. */
export async function migrateCommand(): Promise<number> {
  const config = loadConfig(process.env);
  const db = openSqlite(config.databaseFile);
  try {
    const applied = await migrate(db);
    await writeLine(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
  } finally {
    await db.destroy();
  }
  return 0;
}
