import { LRUCache } from 'lru-cache';
import type SQLite from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** A turn uses some twenty; lists of ids make a few more of each. */
const KEPT = 200;

/**
 * The database as Kysely's driver wants it, with its compiled statements kept: compiling one costs SQLite as much as running it.
 * Each is run to its end before it is used again, since Kysely gives a connection to one caller at a time.
 */
export function keepStatements(database: SQLite.Database): SqliteDatabase {
  const kept = new LRUCache<string, SqliteStatement>({ max: KEPT });
  return {
    close: () => database.close(),
    prepare(sql) {
      if (sql === 'rollback') return rollbackOf(database);
      const known = kept.get(sql);
      if (known) return known;
      const statement = database.prepare(sql) as unknown as SqliteStatement;
      kept.set(sql, statement);
      return statement;
    },
  };
}

/** SQLite ends a transaction by itself when the disk is full. To roll it back once more would fail, and hide why it ended. */
function rollbackOf(database: SQLite.Database): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    run: () => {
      if (database.inTransaction) database.exec('rollback');
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: () => [][Symbol.iterator](),
  };
}
