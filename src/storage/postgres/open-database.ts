import { Kysely, PostgresDialect, sql } from 'kysely';
import { BotError } from '../../contract/errors.ts';
import { migrateWith } from '../migrate.ts';
import type { ColumnTypes } from '../migrations/column-types.ts';
import type { Schema } from '../schema.ts';
import { createPool, POOL_LIMITS, type PoolLimits } from './create-pool.ts';

export const POSTGRES_TYPES: ColumnTypes = {
  integer: 'bigint',
  bytes: 'bytea',
  real: 'double precision',
  tableEnd: '',
  textAt: (column, path) => `${column}::jsonb #>> '{${path.join(',')}}'`,
};
/** Building an index on a large table may take long, and so may waiting for the replica that builds it. */
export const UNLIMITED: PoolLimits = { ...POOL_LIMITS, statementMs: 0, silentTransactionMs: 0, answerMs: 0 };

/** A pool of `poolSize` connections; nothing is connected before the first call. `limits` are for tests. */
export function openPostgres(url: string, poolSize: number, limits: PoolLimits = POOL_LIMITS): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: createPool({ url, size: poolSize, limits }) }) });
}

/**
 * Brings the database to this program's schema, over a connection of its own without time limits, and returns the names of the migrations
 * that ran. The tables stand in the first schema of the connection's search path.
 * Raises STORE_UNAVAILABLE when the server cannot be used, STORE_NEWER as `migrateWith` says.
 */
export async function migratePostgres(url: string): Promise<readonly string[]> {
  const db = openPostgres(url, 1, UNLIMITED);
  try {
    return await migrateWith(db, POSTGRES_TYPES, await namespaceOf(db, url));
  } finally {
    await db.destroy();
  }
}

async function namespaceOf(db: Kysely<Schema>, url: string): Promise<string> {
  const place = withoutPassword(url);
  const { rows } = await sql<{ namespace: string | null; encoding: string }>`
    select current_schema() as namespace, current_setting('server_encoding') as encoding
  `
    .execute(db)
    .catch((error: unknown) => {
      throw new BotError('STORE_UNAVAILABLE', `Cannot use ${place}: ${reasonOf(error)}`, { cause: error });
    });
  const [server] = rows;
  if (server?.encoding !== 'UTF8') {
    throw new BotError(
      'STORE_UNAVAILABLE',
      `${place} does not keep UTF-8: make a database with \`create database … encoding 'UTF8'\``,
    );
  }
  if (server.namespace === null) {
    throw new BotError('STORE_UNAVAILABLE', `${place} has no schema for this user: create the one that its search_path names`);
  }
  return server.namespace;
}

/** The address as it may stand in a log. */
export function withoutPassword(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** Codes of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) and of the network, in words that say what to do. */
function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EHOSTUNREACH':
      return `nothing answers there (${code}); start PostgreSQL, or correct KEFU_DATABASE_URL`;
    case '28P01':
    case '28000':
      return `it refuses the user or the password (${code}); correct KEFU_DATABASE_URL`;
    case '3D000':
      return 'there is no such database; make it with `createdb`';
    case '53300':
      return 'it has no connection left; raise max_connections, or lower KEFU_POSTGRES_POOL_SIZE';
    case '57P03':
      return 'it is still starting; start Kefu again in a moment';
    default:
      return `${code === '' ? 'it does not answer' : `it says ${code}`}; look at the log of PostgreSQL and at KEFU_DATABASE_URL`;
  }
}
