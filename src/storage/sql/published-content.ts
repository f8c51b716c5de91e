import type { Kysely } from 'kysely';
import type { ContentKind, PublishedContent, PublishedVersion } from '../../publishing/published-content.ts';
import type { Schema } from '../schema.ts';

/** Versions of a kind that stay, so that a replica that is just reading one still finds it. */
const KEPT = 5;
const MOST_ATTEMPTS = 10;

/** Published content in SQL. A version is never changed; of two that publish at the same moment, one comes second. */
export function createSqlPublishedContent({
  db,
  now,
}: {
  readonly db: Kysely<Schema>;
  readonly now: () => number;
}): PublishedContent {
  async function current(): Promise<readonly PublishedVersion[]> {
    const rows = await db
      .selectFrom('published_contents')
      .select(['kind', 'version', 'hash', 'created_at'])
      .orderBy('version', 'desc')
      .execute();
    const newest = new Map<string, (typeof rows)[number]>();
    for (const row of rows) if (!newest.has(row.kind)) newest.set(row.kind, row);
    return [...newest.values()].map((row) => ({
      kind: row.kind as ContentKind,
      version: row.version,
      hash: row.hash,
      createdAt: row.created_at,
    }));
  }

  return {
    current,

    async read({ kind, version }) {
      const row = await db
        .selectFrom('published_contents')
        .select('bytes')
        .where('kind', '=', kind)
        .where('version', '=', version)
        .executeTakeFirst();
      return row?.bytes ?? null;
    },

    async publish({ kind, hash, bytes }) {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
        const last = (await current()).find((version) => version.kind === kind);
        if (last?.hash === hash) return { ...last, isNew: false };
        const version = (last?.version ?? 0) + 1;
        const createdAt = now();
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('published_contents')
          .values({ kind, version, hash, bytes, created_at: createdAt })
          .onConflict((conflict) => conflict.columns(['kind', 'version']).doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) continue;
        await db
          .deleteFrom('published_contents')
          .where('kind', '=', kind)
          .where('version', '<=', version - KEPT)
          .execute();
        return { kind, version, hash, createdAt, isNew: true };
      }
      throw new Error(`${kind} was published by others ${MOST_ATTEMPTS} times meanwhile`);
    },

    async withdraw(kind) {
      const { numDeletedRows } = await db.deleteFrom('published_contents').where('kind', '=', kind).executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
  };
}
