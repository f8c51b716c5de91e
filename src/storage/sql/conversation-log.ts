import type { Kysely, Transaction } from 'kysely';
import type { LogEntry } from '../../contract/conversation.ts';
import type { Accepted, Committed, ConversationCommit, ConversationLog } from '../../contract/conversation-log.ts';
import { NEW_DIALOGUE } from '../../contract/dialogue.ts';
import { BotError } from '../../contract/errors.ts';
import type { TurnRecord } from '../../contract/turn.ts';
import type { Schema } from '../schema.ts';
import { conversationOf, entryOf, entryRow, ownerColumns } from './rows.ts';
import { ticketPatchColumns, ticketRow } from './ticket-rows.ts';

export interface ConversationLogDeps {
  readonly db: Kysely<Schema>;
  readonly now: () => number;
  readonly newId: () => string;
}

/** Direct Line reads the log by itself; every other channel must be pushed to. */
const PULLING_CHANNEL = 'direct-line';

/** The conversation log in SQL. Each write is one transaction that begins with a write, so that SQLite never upgrades a lock. */
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
      return await db.transaction().execute(async (trx) => {
        const row = await lock(trx, message.conversationId);
        const first = await findSent(trx, message.conversationId, 'customer', [message.clientId]);
        if (first[0]) return { kind: 'duplicate', entry: first[0] };
        const at = Math.max(now(), row.last_at + 1);
        const entry: LogEntry = {
          conversationId: message.conversationId,
          sequence: row.last_sequence + 1,
          id: newId(),
          at,
          author: message.author,
          body: { kind: 'message', text: message.text, attachments: message.attachments, quickReplies: [], article: null },
          clientId: message.clientId,
          channelData: message.channelData,
          turnId: null,
        };
        await trx.insertInto('entries').values(entryRow(entry)).execute();
        await trx
          .updateTable('conversations')
          .set({
            last_sequence: entry.sequence,
            last_at: at,
            last_customer_sequence: entry.sequence,
            unhandled_since: row.unhandled_since ?? at,
            updated_at: at,
          })
          .where('id', '=', message.conversationId)
          .execute();
        return { kind: 'accepted', entry };
      });
    },

    async commit(commit): Promise<Committed> {
      return await db.transaction().execute(async (trx) => {
        const row = await lock(trx, commit.conversationId);
        const sent = await sentBefore(trx, commit);
        if (sent.length > 0) return { kind: 'duplicate', entries: sent };
        const isCurrent = 'version' in commit.expect ? row.version === commit.expect.version : row.fence === commit.expect.fence;
        if (!isCurrent) return { kind: 'stale' };

        const entries = await appendEntries(trx, row, commit);
        await updateConversation(trx, row, commit, entries);
        await updateTicket(trx, row, commit);
        if (commit.turn) {
          const { id, conversationId, at } = commit.turn;
          await trx
            .insertInto('turns')
            .values({ id, conversation_id: conversationId, at, record: JSON.stringify(commit.turn) })
            .execute();
        }
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

    async pending(limit) {
      const rows = await db
        .selectFrom('conversations')
        .select('id')
        .where('unhandled_since', 'is not', null)
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

  /** Takes the conversation's row for this transaction: everybody else's commit to it waits. */
  async function lock(trx: Transaction<Schema>, conversationId: string): Promise<Schema['conversations']> {
    const row = await trx
      .updateTable('conversations')
      .set({ updated_at: now() })
      .where('id', '=', conversationId)
      .returningAll()
      .executeTakeFirst();
    if (!row) throw new BotError('CONVERSATION_NOT_FOUND', `No conversation ${conversationId}`);
    return row;
  }

  async function appendEntries(
    trx: Transaction<Schema>,
    row: Schema['conversations'],
    commit: ConversationCommit,
  ): Promise<readonly LogEntry[]> {
    const at = Math.max(now(), row.last_at + 1);
    const entries = commit.entries.map((entry, n): LogEntry => ({
      conversationId: row.id,
      sequence: row.last_sequence + 1 + n,
      at: at + n,
      clientId: null,
      turnId: null,
      channelData: null,
      ...entry,
    }));
    if (entries.length === 0) return entries;
    await trx.insertInto('entries').values(entries.map(entryRow)).execute();
    const pushed =
      row.channel === PULLING_CHANNEL
        ? []
        : entries.filter(({ body, author }) => body.kind !== 'note' && author.kind !== 'customer');
    if (pushed.length > 0) {
      await trx
        .insertInto('outbox')
        .values(
          pushed.map(({ id, sequence }) => ({
            id,
            conversation_id: row.id,
            sequence,
            status: 'due',
            attempts: 0,
            due_at: now(),
            leased_until: 0,
            reason: null,
          })),
        )
        .execute();
    }
    return entries;
  }
}

async function findSent(
  trx: Transaction<Schema>,
  conversationId: string,
  authorKind: string,
  clientIds: readonly string[],
): Promise<readonly LogEntry[]> {
  const rows = await trx
    .selectFrom('entries')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('author_kind', '=', authorKind)
    .where('client_id', 'in', clientIds)
    .orderBy('sequence')
    .execute();
  return rows.map(entryOf);
}

async function sentBefore(trx: Transaction<Schema>, commit: ConversationCommit): Promise<readonly LogEntry[]> {
  const ids = commit.entries.flatMap(({ clientId }) => (clientId ? [clientId] : []));
  const [author] = commit.entries.map((entry) => entry.author.kind);
  return ids.length === 0 || author === undefined ? [] : await findSent(trx, commit.conversationId, author, ids);
}

async function updateConversation(
  trx: Transaction<Schema>,
  row: Schema['conversations'],
  commit: ConversationCommit,
  entries: readonly LogEntry[],
): Promise<void> {
  const last = entries.at(-1);
  const handled = Math.max(row.handled_sequence, commit.handledSequence ?? 0);
  // An agent's words change nothing that a turn was decided on; everything else does.
  const isChanged =
    commit.owner !== undefined ||
    commit.state !== undefined ||
    commit.language !== undefined ||
    commit.handledSequence !== undefined;
  await trx
    .updateTable('conversations')
    .set({
      version: row.version + (isChanged ? 1 : 0),
      last_sequence: last?.sequence ?? row.last_sequence,
      last_at: last?.at ?? row.last_at,
      handled_sequence: handled,
      unhandled_since: handled >= row.last_customer_sequence ? null : row.unhandled_since,
      ...(commit.owner === undefined ? {} : { ...ownerColumns(commit.owner), fence: row.fence + 1 }),
      ...(commit.state === undefined ? {} : { state: JSON.stringify(commit.state) }),
      ...(commit.language === undefined ? {} : { language: commit.language }),
    })
    .where('id', '=', row.id)
    .execute();
}

async function updateTicket(
  trx: Transaction<Schema>,
  row: Schema['conversations'],
  { ticket }: ConversationCommit,
): Promise<void> {
  if (ticket?.kind === 'open')
    await trx
      .insertInto('tickets')
      .values(ticketRow(ticket.ticket, row.id, row.updated_at))
      .execute();
  if (ticket?.kind === 'update') {
    const { numUpdatedRows } = await trx
      .updateTable('tickets')
      .set(ticketPatchColumns(ticket.patch))
      .where('id', '=', ticket.ticketId)
      .where('conversation_id', '=', row.id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new BotError('TICKET_NOT_FOUND', `No ticket ${ticket.ticketId} in this conversation`);
  }
}
