import { loadConfig } from '../config/load-config.ts';
import { openDatabase } from '../storage/open-database.ts';
import { writeLine } from './lines.ts';

/** `kefu migrate`: what a start does by itself, for operators who want to see it first. */
export async function migrateCommand(): Promise<number> {
  const database = await openDatabase(loadConfig(process.env).database);
  try {
    const applied = await database.migrate();
    await writeLine(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
  } finally {
    await database.db.destroy();
  }
  return 0;
}
