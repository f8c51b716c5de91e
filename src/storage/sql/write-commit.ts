import type { Transaction } from 'kysely';
import type { LogEntry, NewEntry } from '../../contract/conversation.ts';
import type { ConversationCommit } from '../../contract/conversation-log.ts';
import { BotError } from '../../contract/errors.ts';
import type { Schema } from '../schema.ts';
import { entryOf, entryRow, ownerColumns } from './rows.ts';
import { ticketPatchColumns, ticketRow } from './ticket-rows.ts';

/** Direct Line reads the log by itself; every other channel must be pushed to. */
const PULLING_CHANNEL = 'direct-line';

/** A line right behind the conversation's last, or the `n`th further one: times of a conversation strictly increase. */
export function entryAfter(
  row: Schema['conversations'],
  entry: NewEntry & Partial<Pick<LogEntry, 'channelData'>>,
  now: number,
  n = 0,
): LogEntry {
  return {
    conversationId: row.id,
    sequence: row.last_sequence + 1 + n,
    at: Math.max(now, row.last_at + 1) + n,
    clientId: null,
    turnId: null,
    channelData: null,
    ...entry,
  };
}

/** Writes the commit's entries with the next sequences, and their outbox rows where the channel must be pushed to. */
export async function appendEntries(
  trx: Transaction<Schema>,
  row: Schema['conversations'],
  commit: ConversationCommit,
  now: number,
): Promise<readonly LogEntry[]> {
  const entries = commit.entries.map((entry, n) => entryAfter(row, entry, now, n));
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
          due_at: now,
          leased_until: 0,
          reason: null,
          lane: trx.selectFrom('connector_references').select('service_url').where('conversation_id', '=', row.id),
        })),
      )
      .execute();
  }
  return entries;
}

/** The entries of this author kind with these client ids. */
export async function findSent(
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

/** What of the commit was written before: it is being sent again. */
export async function sentBefore(trx: Transaction<Schema>, commit: ConversationCommit): Promise<readonly LogEntry[]> {
  const ids = commit.entries.flatMap(({ clientId }) => (clientId ? [clientId] : []));
  const [author] = commit.entries.map((entry) => entry.author.kind);
  return ids.length === 0 || author === undefined ? [] : await findSent(trx, commit.conversationId, author, ids);
}

/** Moves the conversation's record to where the commit leaves it. */
export async function updateConversation(
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

/** Opens or changes the ticket that the commit names. Raises TICKET_NOT_FOUND. */
export async function updateTicket(
  trx: Transaction<Schema>,
  row: Schema['conversations'],
  { ticket }: ConversationCommit,
): Promise<void> {
  if (ticket?.kind === 'open')
    await trx
      .insertInto('tickets')
      .values({ ...ticketRow(ticket.ticket, row.id, row.updated_at), ...ticketPatchColumns(ticket.patch ?? {}) })
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
