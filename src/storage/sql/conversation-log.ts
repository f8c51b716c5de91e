import type { Kysely, Transaction } from 'kysely';
import type { Accepted, Amended, Committed, ConversationLog } from '../../contract/conversation-log.ts';
import { NEW_DIALOGUE } from '../../contract/dialogue.ts';
import { BotError } from '../../contract/errors.ts';
import type { TurnRecord } from '../../contract/turn.ts';
import type { Schema } from '../schema.ts';
import { amendEntry } from './amend-entry.ts';
import { conversationOf, entryOf, entryRow, ownerColumns } from './rows.ts';
import { transact } from './transact.ts';
import { insertTurn } from './write-turn.ts';
import { appendEntries, entryAfter, findSent, sentBefore, updateConversation, updateTicket } from './write-commit.ts';

export interface ConversationLogDeps {
  readonly db: Kysely<Schema>;
  readonly now: () => number;
  readonly newId: () => string;
}

/** The conversation log in SQL. Each write is one transaction that takes the conversation's row first. */
export function createSqlConversationLog({ db, now, newId }: ConversationLogDeps): ConversationLog {
  async function require(trx: Kysely<Schema>, conversationId: string): Promise<Schema['conversations']> {
    const row = await trx.selectFrom('conversations').selectAll().where('id', '=', conversationId).executeTakeFirst();
    if (!row) throw new BotError('CONVERSATION_NOT_FOUND', `No conversation ${conversationId}`);
    return row;
  }

  return {
    async open(conversation) {
      const at = now();
      await db
        .insertInto('conversations')
        .values({
          id: conversation.id,
          channel: conversation.channel,
          customer_id: conversation.customerId,
          shop_customer_id: conversation.shopCustomerId,
          language: conversation.language,
          ...ownerColumns({ kind: 'bot' }),
          fence: 0,
          version: 0,
          state: JSON.stringify(NEW_DIALOGUE),
          last_sequence: 0,
          last_at: 0,
          last_customer_sequence: 0,
          handled_sequence: 0,
          unhandled_since: null,
          created_at: at,
          updated_at: at,
          forgotten_at: null,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
      return conversationOf(await require(db, conversation.id));
    },

    async find(conversationId) {
      const row = await db.selectFrom('conversations').selectAll().where('id', '=', conversationId).executeTakeFirst();
      return row ? conversationOf(row) : null;
    },

    async ofCustomer(channel, customerId, limit) {
      const rows = await db
        .selectFrom('conversations')
        .selectAll()
        .where('channel', '=', channel)
        .where('customer_id', '=', customerId)
        .orderBy('created_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(conversationOf);
    },

    async identify(conversationId, shopCustomerId) {
      const { numUpdatedRows } = await db
        .updateTable('conversations')
        .set((column) => ({ shop_customer_id: shopCustomerId, version: column('version', '+', 1), updated_at: now() }))
        .where('id', '=', conversationId)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new BotError('CONVERSATION_NOT_FOUND', `No conversation ${conversationId}`);
    },

    async accept(message): Promise<Accepted> {
      return await transact(db, async (trx) => {
        const row = await lock(trx, message.conversationId);
        const first = await findSent(trx, message.conversationId, 'customer', [message.clientId]);
        if (first[0]) return { kind: 'duplicate', entry: first[0] };
        const { author, clientId, channelData, text, attachments } = message;
        const body = { kind: 'message', text, attachments, quickReplies: [], article: null } as const;
        const entry = entryAfter(row, { id: newId(), author, body, clientId, channelData }, now());
        await trx.insertInto('entries').values(entryRow(entry)).execute();
        await trx
          .updateTable('conversations')
          .set({
            last_sequence: entry.sequence,
            last_at: entry.at,
            last_customer_sequence: entry.sequence,
            unhandled_since: row.unhandled_since ?? entry.at,
            updated_at: entry.at,
          })
          .where('id', '=', message.conversationId)
          .execute();
        return { kind: 'accepted', entry };
      });
    },

    async amend(amendment): Promise<Amended> {
      return await transact(db, async (trx) => {
        const row = await take(trx, amendment.conversationId);
        return row ? await amendEntry(trx, row, amendment, { id: newId(), now: now() }) : { kind: 'unknown' };
      });
    },

    async commit(commit): Promise<Committed> {
      return await transact(db, async (trx) => {
        const row = await lock(trx, commit.conversationId);
        const sent = await sentBefore(trx, commit);
        if (sent.length > 0) return { kind: 'duplicate', entries: sent };
        const isCurrent = 'version' in commit.expect ? row.version === commit.expect.version : row.fence === commit.expect.fence;
        if (!isCurrent) return { kind: 'stale' };

        const entries = await appendEntries(trx, row, commit, now());
        await updateConversation(trx, row, commit, entries);
        await updateTicket(trx, row, commit);
        if (commit.turn) await insertTurn(trx, row, commit.turn);
        return { kind: 'committed', entries, conversation: conversationOf(await require(trx, commit.conversationId)) };
      });
    },

    async read(conversationId, { after, limit, audience }) {
      const query = db
        .selectFrom('entries')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(limit);
      const rows = await (audience === 'customer' ? query.where('body_kind', '<>', 'note') : query).execute();
      return rows.map(entryOf);
    },

    async unhandled(conversationId) {
      const rows = await db
        .selectFrom('entries')
        .innerJoin('conversations', 'conversations.id', 'entries.conversation_id')
        .selectAll('entries')
        .where('conversation_id', '=', conversationId)
        .whereRef('entries.sequence', '>', 'conversations.handled_sequence')
        .where('author_kind', '=', 'customer')
        .where('body_kind', '=', 'message')
        .orderBy('sequence')
        .execute();
      return rows.map(entryOf);
    },

    async pending(limit, before) {
      const rows = await db
        .selectFrom('conversations')
        .select('id')
        .where('unhandled_since', 'is not', null)
        .$if(before !== undefined, (query) => query.where('unhandled_since', '<=', before ?? 0))
        .orderBy('unhandled_since')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },

    async turn(turnId) {
      const row = await db.selectFrom('turns').select('record').where('id', '=', turnId).executeTakeFirst();
      return row ? (JSON.parse(row.record) as TurnRecord) : null;
    },
  };

  async function lock(trx: Transaction<Schema>, conversationId: string): Promise<Schema['conversations']> {
    const row = await take(trx, conversationId);
    if (!row) throw new BotError('CONVERSATION_NOT_FOUND', `No conversation ${conversationId}`);
    return row;
  }

  /** Takes the conversation's row for this transaction: everybody else's commit to it waits. */
  async function take(trx: Transaction<Schema>, conversationId: string): Promise<Schema['conversations'] | undefined> {
    return await trx
      .updateTable('conversations')
      .set({ updated_at: now() })
      .where('id', '=', conversationId)
      .returningAll()
      .executeTakeFirst();
  }
}
