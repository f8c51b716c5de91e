import type { Config } from './config/load-config.ts';
import { createSecretFile, resolveSecrets, type Secrets, type SecretStore } from './config/secrets.ts';
import { BotError } from './contract/errors.ts';
import { openDatabase, type Database } from './storage/open-database.ts';
import { keepSecrets } from './storage/sql/keep-secrets.ts';
import { filesOfDatabase, keepPrivate, makePrivateFolder } from './storage/sqlite/keep-private.ts';
import type { Logger } from './telemetry/logger.ts';

export interface Store {
  readonly database: Database;
  readonly secrets: Secrets;
}

/** Opens the data folder and the database for a start: closed to other users, at this version's schema, with the secrets in it. */
export async function openStore(config: Config, logger: Logger): Promise<Store> {
  makeDataFolder(config.dataDir);
  const database = await openDatabase(config.database);
  const tightened = keepPrivate([
    config.dataDir,
    ...(config.database.kind === 'sqlite' ? filesOfDatabase(config.database.file) : []),
  ]);
  if (tightened.length > 0) logger.warn({ paths: tightened }, 'other users could read data; now only this one can');
  const migrations = await database.migrate();
  if (migrations.length > 0) logger.info({ migrations }, 'database brought to this version');
  const { secrets, generated } = await resolveSecrets(config.secrets, secretStoreOf(config, database));
  if (generated !== null) logger.info({ place: generated }, 'secrets generated; keep them, open chats end without them');
  return { database, secrets };
}

function makeDataFolder(folder: string): void {
  try {
    makePrivateFolder(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
    throw new BotError(
      'CONFIG_INVALID',
      `${folder} cannot be made as the data folder (${code}): give its place to the user that runs Kefu, or set KEFU_DATA_DIR`,
      { cause: error },
    );
  }
}

/** Replicas have only the database in common. */
function secretStoreOf({ database: { kind }, dataDir }: Config, { db, name }: Database): SecretStore {
  return kind === 'postgres' ? { place: name, keep: (candidates) => keepSecrets(db, candidates) } : createSecretFile(dataDir);
}
