import { sql, type Kysely } from 'kysely';
import type { EntryBody } from '../../contract/conversation.ts';
import type { Schema } from '../schema.ts';
import { TABLE_NAMES, TABLES } from '../tables.ts';
import { countConversation, forgetConversation, type ForgetDeps, type ForgottenRows } from './forget-conversation.ts';
import { transact } from './transact.ts';

export interface ErasureRequest extends ForgetDeps {
  readonly db: Kysely<Schema>;
  /** The customer as a channel knows them, or the shop's number. */
  readonly customerId: string;
  /** Only counts. */
  readonly isDryRun: boolean;
}

export interface Erasure {
  /** Rows of each table that were (or would be) deleted or emptied. */
  readonly rows: ForgottenRows;
  /** Other ids of the same person in these conversations: more may be kept under them. */
  readonly otherIds: readonly string[];
}

const EMPTY_BODY: EntryBody = { kind: 'message', text: '', attachments: [], quickReplies: [], article: null };

/**
 * Erases one customer: their conversations with all that belongs to them, and their words in conversations of others. What reports count
 * stays, without words and ids. One transaction a conversation: interrupted, the same call erases the rest.
 */
export async function eraseCustomer({ db, customerId, isDryRun, now, newId }: ErasureRequest): Promise<Erasure> {
  const rows: Partial<Record<keyof Schema, number>> = {};
  const add = (more: ForgottenRows): void => {
    for (const table of TABLE_NAMES) {
      const count = (rows[table] ?? 0) + (more[table] ?? 0);
      if (count > 0) rows[table] = count;
    }
  };
  const own = await db
    .selectFrom('conversations')
    .select(['id', 'customer_id', 'shop_customer_id'])
    .where((is) => is.or([is('customer_id', '=', customerId), is('shop_customer_id', '=', customerId)]))
    .execute();
  for (const { id } of own) {
    if (isDryRun) add(await countConversation(db, id));
    else add(await forget(id));
  }
  const ownIds = new Set(own.map(({ id }) => id));
  const elsewhere = await db
    .selectFrom('entries')
    .select(['id', 'body', 'conversation_id'])
    .where('author_kind', '=', 'customer')
    .where('author_id', '=', customerId)
    .execute();
  for (const entry of elsewhere.filter((each) => !ownIds.has(each.conversation_id))) add(await emptyEntry(entry));
  for (const table of TABLE_NAMES) {
    const { ofCustomer } = TABLES[table];
    if (ofCustomer !== undefined) add({ [table]: await deleteOf(table, ofCustomer) });
  }
  const ids = own.flatMap((each) => [each.customer_id, each.shop_customer_id]);
  return { rows, otherIds: [...new Set(ids)].filter((id): id is string => id !== null && id !== customerId) };

  async function forget(id: string): Promise<ForgottenRows> {
    return await transact(db, async (trx) => {
      const row = await trx
        .updateTable('conversations')
        .set({ updated_at: now() })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      if (!row) return {};
      const counted = await countConversation(trx, id);
      await forgetConversation(trx, row, { now, newId });
      return counted;
    });
  }

  async function emptyEntry({ id, body }: Pick<Schema['entries'], 'id' | 'body'>): Promise<ForgottenRows> {
    const said = JSON.parse(body) as EntryBody;
    const files = said.kind === 'message' ? said.attachments.map((file) => file.id) : [];
    if (isDryRun) return { entries: 1, attachments: files.length };
    await transact(db, async (trx) => {
      await trx
        .updateTable('entries')
        .set({ author_id: 'forgotten', body: JSON.stringify(EMPTY_BODY), channel_data: null })
        .where('id', '=', id)
        .execute();
      if (files.length > 0) await trx.deleteFrom('attachments').where('id', 'in', files).execute();
    });
    return { entries: 1, attachments: files.length };
  }

  async function deleteOf(table: keyof Schema, { column, prefix = '' }: { column: string; prefix?: string }): Promise<number> {
    const isTheirs = sql`where ${sql.ref(column)} = ${prefix + customerId}`;
    const { rows: found } = await sql<{ n: number | string }>`select count(*) as n from ${sql.table(table)} ${isTheirs}`.execute(
      db,
    );
    if (!isDryRun) await sql`delete from ${sql.table(table)} ${isTheirs}`.execute(db);
    return Number(found[0]?.n ?? 0);
  }
}
