import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import type { OpenedDatabase, TestDatabase } from './databases.ts';
import { recordStatements, type Statement } from './statements.ts';

/** What a test had the program send to one database. */
export interface Transcript {
  readonly test: string;
  readonly statements: readonly Statement[];
}

/** What the last release sends; `scripts/record-statements.ts` writes it. */
export interface ReleasedStatements {
  /** Its last migration. */
  readonly schema: string;
  readonly transcripts: readonly Transcript[];
}

/** Set by `scripts/record-statements.ts`: the folder for transcripts. */
const FOLDER = process.env['RECORD_STATEMENTS'];
/** The order of statements is known only on a single connection. */
export const IS_RECORDING = FOLDER !== undefined;

/** The same database. When transcripts are recorded, what is sent to it is written down at its end. */
export function keepTranscript(database: TestDatabase['name'], opened: OpenedDatabase): OpenedDatabase {
  if (FOLDER === undefined) return opened;
  const statements = recordStatements(opened.db);
  return {
    db: opened.db,
    async close() {
      const transcript: Transcript = { test: expect.getState().currentTestName ?? '', statements };
      writeFileSync(join(FOLDER, `${database}-${randomUUID()}.json`), JSON.stringify(transcript));
      await opened.close();
    },
  };
}

export function releasedStatementsFile(database: TestDatabase['name']): string {
  return resolve(import.meta.dirname, `../fixtures/released-statements-${database.toLowerCase()}.json`);
}

export function readReleasedStatements(database: TestDatabase['name']): ReleasedStatements {
  return JSON.parse(readFileSync(releasedStatementsFile(database), 'utf8')) as ReleasedStatements;
}
