import { sql, type Kysely, type Transaction } from 'kysely';
import type { ChurnScore } from '../../contract/churn.ts';
import { NEW_DIALOGUE } from '../../contract/dialogue.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { TurnRecord } from '../../contract/turn.ts';
import type { Schema } from '../schema.ts';
import { TABLE_NAMES, TABLES } from '../tables.ts';

/** Rows of each table that a forgetting concerns, those that only lose their words included. */
export type ForgottenRows = Readonly<Partial<Record<keyof Schema, number>>>;

export interface ForgetDeps {
  readonly now: () => number;
  readonly newId: () => string;
}

const NOBODY = 'forgotten';

/** Counts what `forgetConversation` would delete or empty. */
export async function countConversation(db: Kysely<Schema>, conversationId: string): Promise<ForgottenRows> {
  const counted: Partial<Record<keyof Schema, number>> = {};
  for (const table of TABLE_NAMES) {
    const { ofConversation } = TABLES[table];
    if (ofConversation === null) continue;
    const { rows } = await sql<{ n: number | string }>`
      select count(*) as n from ${sql.table(table)} where ${belongsTo(ofConversation, conversationId)}`.execute(db);
    const n = Number(rows[0]?.n ?? 0);
    if (n > 0) counted[table] = n;
  }
  return counted;
}

/**
 * Deletes a conversation and leaves what reports count: a record under a new id without a customer, its tickets and turns without words.
 * The channel's own id is free again: whoever writes there begins anew. Must run in a transaction that has locked the conversation.
 */
export async function forgetConversation(
  trx: Transaction<Schema>,
  row: Schema['conversations'],
  { now, newId }: ForgetDeps,
): Promise<void> {
  const id = `${NOBODY}-${newId()}`;
  await trx
    .insertInto('conversations')
    .values({
      ...row,
      id,
      customer_id: NOBODY,
      shop_customer_id: null,
      owner_kind: 'bot',
      owner_ticket_id: null,
      owner_agent_id: null,
      state: JSON.stringify(NEW_DIALOGUE),
      handled_sequence: row.last_sequence,
      unhandled_since: null,
      forgotten_at: now(),
    })
    .execute();
  await stripTickets(trx, row.id, id, now());
  await stripTurns(trx, row.id, id);
  for (const table of [...TABLE_NAMES].reverse()) {
    const { ofConversation } = TABLES[table];
    if (ofConversation?.whenForgotten === 'deleted') {
      await sql`delete from ${sql.table(table)} where ${belongsTo(ofConversation, row.id)}`.execute(trx);
    }
  }
  await trx.deleteFrom('conversations').where('id', '=', row.id).execute();
}

async function stripTickets(trx: Transaction<Schema>, from: string, to: string, now: number): Promise<void> {
  for (const ticket of await trx.selectFrom('tickets').selectAll().where('conversation_id', '=', from).execute()) {
    const isOpen = ticket.status !== 'closed';
    await trx
      .updateTable('tickets')
      .set({
        conversation_id: to,
        summary: '',
        entities: '[]',
        churn: ticket.churn === null ? null : JSON.stringify({ ...(JSON.parse(ticket.churn) as ChurnScore), contributions: [] }),
        rating:
          ticket.rating === null
            ? null
            : JSON.stringify({ ...(JSON.parse(ticket.rating) as NonNullable<Ticket['rating']>), comment: null }),
        ...(isOpen ? { status: 'closed', outcome: 'customer-left', closed_at: now } : {}),
      })
      .where('id', '=', ticket.id)
      .execute();
  }
}

async function stripTurns(trx: Transaction<Schema>, from: string, to: string): Promise<void> {
  for (const { id, record } of await trx
    .selectFrom('turns')
    .select(['id', 'record'])
    .where('conversation_id', '=', from)
    .execute()) {
    const { language, replyLanguage, decision, degraded, tookMs, at } = JSON.parse(record) as TurnRecord;
    // The decision without its parts: they hold what the customer filled in.
    const kept = { id, conversationId: to, language, replyLanguage, decision: { kind: decision.kind }, degraded, tookMs, at };
    const empty = { sequences: [], classification: null, entityKinds: [], sentiment: 0, passages: [], churn: null };
    await trx
      .updateTable('turns')
      .set({ conversation_id: to, record: JSON.stringify({ ...kept, ...empty }) })
      .where('id', '=', id)
      .execute();
  }
}

function belongsTo({ column, isPrefix }: { readonly column: string; readonly isPrefix?: boolean }, conversationId: string) {
  const prefix = `${conversationId}:`;
  return isPrefix === true
    ? sql<boolean>`substr(${sql.ref(column)}, 1, length(${prefix})) = ${prefix}`
    : sql<boolean>`${sql.ref(column)} = ${conversationId}`;
}
