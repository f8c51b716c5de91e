import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { DatabaseError, type Pool } from 'pg';

/**
 * The pool as Kysely uses it, with two differences. A connection is thrown away after an error that did not come from the server: `pg`
 * would keep one whose answer never came and queue the next caller behind it. And U+0000, which PostgreSQL's text cannot hold, is written,
 * and looked for, as U+FFFD; JSON columns keep it, since there it is an escape.
 */
export function adaptPool(pool: Pool): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      let broken: Error | null = null;
      const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
        // What follows in the same transaction, the rollback too, would only wait for the answer that never came.
        if (broken !== null) throw broken;
        try {
          return await client.query(text, parameters.map(storable));
        } catch (error) {
          if (!(error instanceof DatabaseError)) broken = error as Error;
          throw error;
        }
      };
      return {
        // Kysely also asks for cursors, which Kefu does not use.
        query: query as unknown as PostgresPoolClient['query'],
        release: (isUnwanted) => client.release(isUnwanted === true || broken !== null),
      };
    },
    end: () => pool.end(),
  };
}

function storable(parameter: unknown): unknown {
  return typeof parameter === 'string' ? parameter.replaceAll('\0', '\uFFFD') : parameter;
}
