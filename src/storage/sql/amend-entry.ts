import type { Transaction } from 'kysely';
import type { Amendment, EntryBody, LogEntry } from '../../contract/conversation.ts';
import type { Amended } from '../../contract/conversation-log.ts';
import { quoteOf } from '../../contract/quote.ts';
import type { Entity } from '../../contract/understanding.ts';
import type { Schema } from '../schema.ts';
import { entryRow } from './rows.ts';
import { entryAfter, findSent } from './write-commit.ts';

/** Carries out what a customer did to one of their messages. `row` is the conversation's, taken for this transaction. */
export async function amendEntry(
  trx: Transaction<Schema>,
  row: Schema['conversations'],
  { author, clientId, target, change }: Amendment,
  made: { readonly id: string; readonly now: number },
): Promise<Amended> {
  const sent = await findSent(trx, row.id, 'customer', [target, clientId]);
  const message = sent.find((entry) => entry.clientId === target);
  if (sent.some((entry) => entry.clientId === clientId)) return { kind: 'unchanged' };
  if (!message) return change.kind === 'deleted' ? await takeBackEarly(trx, row, { author, target }, made) : { kind: 'unknown' };
  const body = bodyAfter(message.body, change, Math.max(made.now, row.last_at + 1));
  if (body === null) return { kind: 'unchanged' };

  await trx
    .updateTable('entries')
    .set({ body_kind: body.kind, body: JSON.stringify(body) })
    .where('conversation_id', '=', row.id)
    .where('sequence', '=', message.sequence)
    .execute();
  if (message.body.kind === 'message') await forgetWords(trx, row.id, message.body, change);
  const name = change.kind === 'edited' ? 'message-edited' : 'message-deleted';
  const event = { name, sequence: message.sequence } as const;
  const entry = entryAfter(row, { id: made.id, author, body: { kind: 'event', event }, clientId }, made.now);
  await trx.insertInto('entries').values(entryRow(entry)).execute();
  const isUnanswered = message.sequence > row.handled_sequence;
  await updateRecord(trx, row, { entry, isUnanswered });
  return { kind: 'amended', entry, isUnanswered };
}

/** The line of a message that will not be read any more. */
async function takeBackEarly(
  trx: Transaction<Schema>,
  row: Schema['conversations'],
  { author, target }: Pick<Amendment, 'author' | 'target'>,
  made: { readonly id: string; readonly now: number },
): Promise<Amended> {
  const entry = entryAfter(row, { id: made.id, author, body: { kind: 'deleted' }, clientId: target }, made.now);
  await trx.insertInto('entries').values(entryRow(entry)).execute();
  await trx
    .updateTable('conversations')
    .set({ last_sequence: entry.sequence, last_at: entry.at })
    .where('id', '=', row.id)
    .execute();
  return { kind: 'amended', entry, isUnanswered: false };
}

/** Null when nothing changes: channels also report changes that are none, as when they have added a preview of a link. */
function bodyAfter(before: EntryBody, change: Amendment['change'], at: number): EntryBody | null {
  if (change.kind === 'deleted') return before.kind === 'message' ? { kind: 'deleted' } : null;
  switch (before.kind) {
    case 'message':
      return before.text === change.text ? null : { ...before, text: change.text, editedAt: at };
    case 'deleted':
      // The customer has undone it; the files are gone.
      return { kind: 'message', text: change.text, attachments: [], quickReplies: [], article: null, editedAt: at };
    case 'event':
    case 'note':
      return null;
    default:
      return before satisfies never;
  }
}

/** Which message is the last that wants an answer may have changed. A turn decided on the old words must not be committed. */
async function updateRecord(
  trx: Transaction<Schema>,
  row: Schema['conversations'],
  { entry, isUnanswered }: { readonly entry: LogEntry; readonly isUnanswered: boolean },
): Promise<void> {
  const { last } = await trx
    .selectFrom('entries')
    .select((build) => build.fn.max('sequence').as('last'))
    .where('conversation_id', '=', row.id)
    .where('author_kind', '=', 'customer')
    .where('body_kind', '=', 'message')
    .executeTakeFirstOrThrow();
  const lastCustomer = last ?? 0;
  await trx
    .updateTable('conversations')
    .set({
      version: row.version + (isUnanswered ? 1 : 0),
      last_sequence: entry.sequence,
      last_at: entry.at,
      last_customer_sequence: lastCustomer,
      unhandled_since: row.handled_sequence >= lastCustomer ? null : (row.unhandled_since ?? entry.at),
    })
    .where('id', '=', row.id)
    .execute();
}

/** The old words also stand in files and in what tickets quote; both go with them. */
async function forgetWords(
  trx: Transaction<Schema>,
  conversationId: string,
  before: EntryBody & { readonly kind: 'message' },
  change: Amendment['change'],
): Promise<void> {
  const files = change.kind === 'deleted' ? before.attachments.map(({ id }) => id) : [];
  if (files.length > 0)
    await trx.deleteFrom('attachments').where('conversation_id', '=', conversationId).where('id', 'in', files).execute();
  if (before.text === '') return;
  const now = change.kind === 'edited' ? change.text : '';
  const tickets = await trx
    .selectFrom('tickets')
    .select(['id', 'summary', 'entities'])
    .where('conversation_id', '=', conversationId)
    .execute();
  for (const { id, summary, entities } of tickets) {
    const kept = (JSON.parse(entities) as readonly Entity[]).filter(
      ({ text }) => !before.text.includes(text) || now.includes(text),
    );
    await trx
      .updateTable('tickets')
      .set({
        summary: requoted(summary, { before: before.text, now }),
        entities: JSON.stringify(kept),
      })
      .where('id', '=', id)
      .execute();
  }
}

function requoted(summary: string, { before, now }: { readonly before: string; readonly now: string }): string {
  return summary.replaceAll(`“${quoteOf(before)}”`, () => `“${quoteOf(now) || '…'}”`);
}
