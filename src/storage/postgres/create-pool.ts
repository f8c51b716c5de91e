import type { PostgresPool } from 'kysely';
import { Pool } from 'pg';
import { adaptPool } from './adapt-pool.ts';
import { TYPE_PARSERS } from './type-parsers.ts';

export interface PoolLimits {
  /** A call that finds no free connection, or no server, fails after this. */
  readonly connectMs: number;
  /** The server ends a statement after this, so that a row that is locked for long does not hold the callers behind it. */
  readonly statementMs: number;
  /** The server ends a transaction that has said nothing for this long: the process behind it hangs, and its row locks go with it. */
  readonly silentTransactionMs: number;
  /** We give up on an answer after this. Over `statementMs`, so that only a dead network meets it. */
  readonly answerMs: number;
}

export interface PoolOptions {
  readonly url: string;
  /** Connections at most. */
  readonly size: number;
  readonly limits: PoolLimits;
}

export const POOL_LIMITS: PoolLimits = { connectMs: 5_000, statementMs: 10_000, silentTransactionMs: 10_000, answerMs: 12_000 };

const KEEP_ALIVE_AFTER_MS = 10_000;
const IDLE_MS = 60_000;

/** Connections to PostgreSQL, opened when needed. One that the server or the network has ended is replaced at the next call. */
export function createPool({ url, size, limits }: PoolOptions): PostgresPool {
  const pool = new Pool({
    connectionString: url,
    max: size,
    fallback_application_name: 'kefu',
    types: TYPE_PARSERS,
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    idle_in_transaction_session_timeout: limits.silentTransactionMs,
    query_timeout: limits.answerMs,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  });
  // Without listeners, a server that ends a connection between two statements would end this process.
  // Whoever uses the connection hears of it from its next statement; an idle one leaves the pool by itself.
  pool.on('error', ignore).on('connect', (client) => client.on('error', ignore));
  return adaptPool(pool);
}

function ignore(): void {
  return undefined;
}
