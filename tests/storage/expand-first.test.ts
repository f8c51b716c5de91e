import { sql, type Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../src/storage/migrations.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { POSTGRES, SQLITE, titleOf } from './support/databases.ts';
import { replayStatements, type Statement } from './support/statements.ts';
import { readReleasedStatements, type Transcript } from './support/transcripts.ts';

type Step = (db: Kysely<Schema>) => Promise<unknown>;

/** Each with the table that it touches. */
const CARELESS: readonly (readonly [what: string, table: keyof Schema, step: Step])[] = [
  ['drops a column', 'tickets', (db) => db.schema.alterTable('tickets').dropColumn('rating').execute()],
  ['renames a column', 'agents', (db) => db.schema.alterTable('agents').renameColumn('name', 'full_name').execute()],
  ['drops a table', 'canned_replies', (db) => db.schema.dropTable('canned_replies').execute()],
  [
    'demands what is not written',
    'entries',
    (db) => sql`alter table entries add column source text not null default '' check (source <> '')`.execute(db),
  ],
  [
    'forbids what is written',
    'entries',
    (db) => db.schema.createIndex('one_each').unique().on('entries').column('author_id').execute(),
  ],
  ['says it otherwise in old rows', 'tickets', (db) => sql`update tickets set status = 'open'`.execute(db)],
];

/** During a roll, replicas of the last release read and write what a newer one has just migrated. */
for (const database of [SQLITE, POSTGRES]) {
  describe.skipIf(database.missing !== null)(titleOf('the last release', database), { timeout: 120_000 }, () => {
    const { schema, transcripts } = readReleasedStatements(database.name);
    const known = migrations(database.types);
    const steps = Object.values(known).map(
      (migration): Step =>
        (db) =>
          migration.up(db),
    );
    const released = Object.keys(known).indexOf(schema) + 1;

    it.each(transcripts.map((each) => [each.test, each] as const))(`works as on ${schema}: %s`, async (_test, transcript) => {
      expect(await firstBroken(transcript, steps.slice(released))).toBeNull();
    });

    it.each(CARELESS)('would be noticed not to work after a step that %s', async (_what, table, step) => {
      const concerned = transcripts.filter(({ statements }) => statements.some(({ sql: text }) => text.includes(`"${table}"`)));

      let broken: string | null = null;
      for (const transcript of concerned) broken ??= await firstBroken(transcript, [step]);

      expect(broken).not.toBeNull();
    });

    /** The first statement that no longer ends as it did, when the later steps are taken before all, or else half-way. */
    async function firstBroken({ statements }: Transcript, later: readonly Step[]): Promise<string | null> {
      for (const cut of [0, afterTransaction(statements, statements.length / 2)]) {
        const opened = await database.openBare();
        const { db } = opened;
        try {
          for (const step of steps.slice(0, released)) await step(db);
          const before = await replayStatements(db, statements.slice(0, cut));
          for (const step of later) await step(db);
          const broken = before ?? (await replayStatements(db, statements.slice(cut)));
          if (broken !== null) return broken;
        } finally {
          await opened.close();
        }
      }
      return null;
    }
  });
}

/** The first place at or after `from` that follows the end of a transaction; 0: there is none. */
function afterTransaction(statements: readonly Statement[], from: number): number {
  return statements.findIndex(({ sql: text }, n) => n + 1 >= from && /^(commit|rollback)/.test(text)) + 1;
}
