import type { Kysely, Transaction } from 'kysely';
import type { LinkCodes, People, PersonKey } from '../../channel/linking/people.ts';
import type { LinkedConversations } from '../../conversation/linked-conversations.ts';
import type { Schema } from '../schema.ts';
import { conversationOf } from './rows.ts';
import { transact } from './transact.ts';

const DAY_MS = 86_400_000;

interface Deps {
  readonly db: Kysely<Schema>;
  readonly now: () => number;
  readonly newId: () => string;
}

export function createSqlPeople({ db, now, newId }: Deps): People & LinkedConversations {
  return {
    async join(keys, conversationId) {
      await transact(db, async (trx) => {
        const people = new Set<string>();
        // Everybody takes the keys in the same order: two who join the same ones wait for each other.
        for (const key of [...keys].sort()) people.add(await personOf(trx, key));
        if (conversationId !== null) people.add(await personIn(trx, conversationId, [...people][0] ?? newId()));
        const [person, ...others] = [...people].sort();
        if (person === undefined) return;
        if (others.length > 0) {
          await trx.updateTable('person_keys').set({ person_id: person }).where('person_id', 'in', others).execute();
          await trx.updateTable('person_conversations').set({ person_id: person }).where('person_id', 'in', others).execute();
        }
        await identify(trx, person);
      });
    },

    async linkedTo(conversationId, limit) {
      const rows = await db
        .selectFrom('conversations')
        .selectAll()
        .where('id', '<>', conversationId)
        .where((build) =>
          build.or([
            build(
              'id',
              'in',
              db
                .selectFrom('person_conversations')
                .select('conversation_id')
                .where(
                  'person_id',
                  '=',
                  db.selectFrom('person_conversations').select('person_id').where('conversation_id', '=', conversationId),
                ),
            ),
            build(
              'shop_customer_id',
              '=',
              db.selectFrom('conversations').select('shop_customer_id').where('id', '=', conversationId),
            ),
          ]),
        )
        .orderBy('updated_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(conversationOf);
    },
  };

  async function personOf(trx: Transaction<Schema>, key: PersonKey): Promise<string> {
    const { person_id: person } = await trx
      .insertInto('person_keys')
      .values({ key, person_id: newId() })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ key }))
      .returning('person_id')
      .executeTakeFirstOrThrow();
    return person;
  }

  async function personIn(trx: Transaction<Schema>, conversationId: string, person: string): Promise<string> {
    const row = await trx
      .insertInto('person_conversations')
      .values({ conversation_id: conversationId, person_id: person })
      .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet({ conversation_id: conversationId }))
      .returning('person_id')
      .executeTakeFirstOrThrow();
    return row.person_id;
  }

  /** Somebody with two accounts at the shop keeps their conversations without a number: which one is meant, nobody can tell. */
  async function identify(trx: Transaction<Schema>, person: string): Promise<void> {
    const keys = await trx
      .selectFrom('person_keys')
      .select('key')
      .where('person_id', '=', person)
      .where('key', 'like', 'shop:%')
      .execute();
    const [only, ...more] = keys;
    if (only === undefined || more.length > 0) return;
    await trx
      .updateTable('conversations')
      .set((column) => ({
        shop_customer_id: only.key.slice('shop:'.length),
        version: column('version', '+', 1),
        updated_at: now(),
      }))
      .where('shop_customer_id', 'is', null)
      .where('id', 'in', trx.selectFrom('person_conversations').select('conversation_id').where('person_id', '=', person))
      .execute();
  }
}

export function createSqlLinkCodes({ db, now }: Pick<Deps, 'db' | 'now'>): LinkCodes {
  return {
    async issue({ conversationId, key, codeHash, expiresAt, tries, mostADay }) {
      const at = now();
      const code = { key, code_hash: codeHash, expires_at: expiresAt, tries_left: tries };
      const row = await db
        .insertInto('link_codes')
        .values({ conversation_id: conversationId, ...code, issued: 1, day_began: at })
        .onConflict((conflict) =>
          conflict
            .column('conversation_id')
            .doUpdateSet((build) => ({
              ...code,
              issued: build
                .case()
                .when('link_codes.day_began', '<=', at - DAY_MS)
                .then(1)
                .else(build('link_codes.issued', '+', 1))
                .end(),
              day_began: build
                .case()
                .when('link_codes.day_began', '<=', at - DAY_MS)
                .then(at)
                .else(build.ref('link_codes.day_began'))
                .end(),
            }))
            .where((build) =>
              build.or([build('link_codes.issued', '<', mostADay), build('link_codes.day_began', '<=', at - DAY_MS)]),
            ),
        )
        .returning('conversation_id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async redeem(conversationId, codeHash) {
      const row = await db
        .updateTable('link_codes')
        .set((column) => ({ tries_left: column('tries_left', '-', 1) }))
        .where('conversation_id', '=', conversationId)
        .where('tries_left', '>', 0)
        .where('expires_at', '>', now())
        .returningAll()
        .executeTakeFirst();
      if (!row) return { kind: 'none' };
      // Both are keyed hashes: how long the comparison takes tells nothing about the code.
      if (row.code_hash !== codeHash) return { kind: 'wrong', triesLeft: row.tries_left };
      await db.updateTable('link_codes').set({ tries_left: 0 }).where('conversation_id', '=', conversationId).execute();
      return { kind: 'right', key: row.key as PersonKey };
    },
  };
}
