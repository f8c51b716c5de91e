import { CompiledQuery, type DatabaseConnection, type Kysely, type QueryResult } from 'kysely';
import type { Schema } from '../../../src/storage/schema.ts';

type Outcome =
  | { readonly rows: readonly Readonly<Record<string, unknown>>[]; readonly changed: number | null }
  /** The database's code. */
  | { readonly refused: string };

/** One SQL statement as a program sent it, `begin` and `commit` among them, and what came of it. JSON; bytes are `{ base64 }`. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly outcome: Outcome;
}

/** Only tests ask for it, and its answer is another one with each table. */
const CATALOGUE = /sqlite_master|pg_catalog/;

/** What is sent to this database from now on. The order holds for a pool of one connection. */
export function recordStatements(db: Kysely<Schema>): readonly Statement[] {
  const statements: Statement[] = [];
  const executor = db.getExecutor();
  const provide = executor.provideConnection.bind(executor);
  executor.provideConnection = (consume) => provide((connection) => consume(recording(connection)));
  return statements;

  function recording(connection: DatabaseConnection): DatabaseConnection {
    return {
      async executeQuery<Row>(query: CompiledQuery) {
        const answer = send<Row>(connection, query);
        const outcome = await outcomeOf(answer);
        if (!CATALOGUE.test(query.sql)) statements.push({ sql: query.sql, parameters: query.parameters.map(toJson), outcome });
        return await answer;
      },
      streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    };
  }
}

/** Sends the statements again, in their order over one connection. Returns the first whose outcome is another one; null: there is none. */
export async function replayStatements(db: Kysely<Schema>, statements: readonly Statement[]): Promise<string | null> {
  return await db.getExecutor().provideConnection(async (connection) => {
    for (const { sql, parameters, outcome: expected } of statements) {
      const outcome = await outcomeOf(send(connection, CompiledQuery.raw(sql, parameters.map(fromJson))));
      const [was, is] = [summary(expected, expected), summary(outcome, expected)];
      if (was !== is) return `${sql}\nwas: ${was}\nis:  ${is}`;
    }
    return null;
  });
}

/** SQLite's driver throws at once where PostgreSQL's rejects. */
async function send<Row>(connection: DatabaseConnection, query: CompiledQuery): Promise<QueryResult<Row>> {
  return await connection.executeQuery<Row>(query);
}

async function outcomeOf(answer: Promise<QueryResult<unknown>>): Promise<Outcome> {
  try {
    const { rows, numAffectedRows } = await answer;
    const changed = numAffectedRows === undefined ? null : Number(numAffectedRows);
    return { rows: rows.map((row) => mapValues(row as object, toJson)), changed };
  } catch (error) {
    return { refused: String((error as { code?: unknown }).code) };
  }
}

/** In any order, and without columns that were not there: a program does not look at them. */
function summary(outcome: Outcome, expected: Outcome): string {
  if ('refused' in outcome) return `refused with ${outcome.refused}`;
  const columns = Object.keys(('rows' in expected && expected.rows[0]) || {});
  const rows = outcome.rows.map((row) => JSON.stringify(columns.map((column) => [column, row[column]])));
  return `${outcome.changed} changed, ${rows.length} rows ${rows.sort().join(' ')}`;
}

function toJson(value: unknown): unknown {
  return Buffer.isBuffer(value) ? { base64: value.toString('base64') } : value;
}

function fromJson(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'base64' in value ? Buffer.from(String(value.base64), 'base64') : value;
}

function mapValues(row: object, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, map(value)]));
}
