import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { Client } from 'pg';
import type { PoolLimits } from '../../../src/storage/postgres/create-pool.ts';
import { migratePostgres, openPostgres } from '../../../src/storage/postgres/open-database.ts';
import type { Schema } from '../../../src/storage/schema.ts';

const SERVER = process.env['TEST_POSTGRES_URL'] || 'postgres://kefu_test:kefu_test@localhost/kefu_test';
const POOL_SIZE = 5;

/** Why tests on PostgreSQL cannot run here; null when they can. With CI set, a missing server is a failure instead. */
export const NO_POSTGRES = process.env['CI'] ? null : await whyNot();

async function whyNot(): Promise<string | null> {
  const client = new Client({ connectionString: SERVER, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return null;
  } catch (error) {
    return `no PostgreSQL for the tests: CONTRIBUTING.md says how to make one (${(error as Error).message})`;
  }
}

export interface PostgresNamespace {
  readonly url: string;
  /** A pool of its own, as another replica has it. */
  open(limits?: PoolLimits, size?: number): Kysely<Schema>;
  /** Runs SQL from outside, as an operator would. */
  sql<Row extends object>(text: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Closes the pools and drops the schema. */
  drop(): Promise<void>;
}

/** An empty schema in the test database. `settings` are set for each connection, such as `enable_seqscan: 'off'`. */
export async function createNamespace(settings: Readonly<Record<string, string>> = {}): Promise<PostgresNamespace> {
  const name = `kefu_test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(SERVER);
  const options = Object.entries({ search_path: name, ...settings }).map(([key, value]) => `-c ${key}=${value}`);
  url.searchParams.set('options', options.join(' '));
  const admin = new Client({ connectionString: url.href });
  admin.on('error', () => undefined);
  await admin.connect();
  await admin.query(`create schema ${name}`);
  const pools: Kysely<Schema>[] = [];
  return {
    url: url.href,
    open: (limits, size = POOL_SIZE) => {
      const db = openPostgres(url.href, size, limits);
      pools.push(db);
      return db;
    },
    sql: async <Row extends object>(text: string, parameters: readonly unknown[] = []) =>
      (await admin.query<Row>(text, [...parameters])).rows,
    drop: async () => {
      await Promise.all(pools.map((db) => db.destroy()));
      await admin.query(`set client_min_messages = warning`);
      await admin.query(`drop schema ${name} cascade`);
      await admin.end();
    },
  };
}

/** The same with Kefu's tables in it. */
export async function createMigratedNamespace(settings?: Readonly<Record<string, string>>): Promise<PostgresNamespace> {
  const namespace = await createNamespace(settings);
  await beside(() => migratePostgres(namespace.url));
  return namespace;
}

/** Kysely looks through the tables of all schemas: one that another test file drops at that moment ends its query. */
async function beside<T>(migrate: () => Promise<T>, attempts = 5): Promise<T> {
  try {
    return await migrate();
  } catch (error) {
    const isDropped = error instanceof Error && /schema ".*" does not exist|relation .* does not exist/.test(String(error.cause));
    if (!isDropped || attempts === 1) throw error;
    return await beside(migrate, attempts - 1);
  }
}
