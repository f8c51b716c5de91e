/**
 * Writes down the SQL that this version of the program sends, as tests/storage/fixtures/released-statements-*.json: when a version is
 * released, for tests/storage/expand-first.test.ts of the next one. Needs the PostgreSQL of the tests. `npx tsx scripts/record-statements.ts`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../src/storage/migrations.ts';
import { SQLITE_TYPES } from '../src/storage/sqlite/open-database.ts';
import { releasedStatementsFile, type ReleasedStatements, type Transcript } from '../tests/storage/support/transcripts.ts';

/** Between them they use every port of the database. */
const TESTS = ['storage/contracts', 'storage/outbox.test.ts', 'storage/retention.test.ts', 'channel/linking/linking.test.ts'];

const folder = mkdtempSync(join(tmpdir(), 'kefu-statements-'));
try {
  execFileSync('npx', ['vitest', 'run', '--test-timeout=300000', ...TESTS.map((file) => join('tests', file))], {
    stdio: 'inherit',
    env: { ...process.env, RECORD_STATEMENTS: folder, CI: '1' },
  });
  const schema = Object.keys(migrations(SQLITE_TYPES)).at(-1) ?? '';
  for (const database of ['SQLite', 'PostgreSQL'] as const) {
    const all = readdirSync(folder)
      .filter((name) => name.startsWith(database))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Transcript)
      .filter(({ statements }) => statements.length > 0);
    const transcripts = chooseCovering(all);
    writeFileSync(releasedStatementsFile(database), textOf({ schema, transcripts }));
    const count = transcripts.reduce((sum, { statements }) => sum + statements.length, 0);
    console.log(`${database}: ${transcripts.length} of ${all.length} tests, ${count} statements`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Few and short tests that together send every statement that any of them sends. */
function chooseCovering(all: readonly Transcript[]): readonly Transcript[] {
  const chosen: Transcript[] = [];
  const missing = new Set(all.flatMap(textsOf));
  const worthOf = (transcript: Transcript): number => {
    const added = new Set(textsOf(transcript).filter((text) => missing.has(text)));
    return added.size / transcript.statements.length;
  };
  while (missing.size > 0) {
    const best = all.reduce((one, other) => (worthOf(other) > worthOf(one) ? other : one));
    chosen.push(best);
    for (const text of textsOf(best)) missing.delete(text);
  }
  return chosen.sort((a, b) => (a.test < b.test ? -1 : 1));
}

/** Rows of values beyond the first make no other statement. */
function textsOf({ statements }: Transcript): readonly string[] {
  return statements.map(({ sql }) => sql.replace(/(\([?$\d, ]+\))(, \([?$\d, ]+\))+/g, '$1'));
}

/** One line a statement. */
function textOf({ schema, transcripts }: ReleasedStatements): string {
  const lines = transcripts.map(({ test, statements }) => {
    const each = statements.map((statement) => `\n${JSON.stringify(statement)}`);
    return `{"test":${JSON.stringify(test)},"statements":[${each.join(',')}]}`;
  });
  return `{"schema":${JSON.stringify(schema)},"transcripts":[\n${lines.join(',\n')}\n]}\n`;
}
