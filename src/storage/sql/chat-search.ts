import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import type { EntryBody, LogEntry } from '../../contract/conversation.ts';
import type { FoundChat } from '../../contract/found-chats.ts';
import type { ChatSearch } from '../../handoff/chat-search.ts';
import type { Schema } from '../schema.ts';
import { conversationOf, entryOf } from './rows.ts';

/** Entries that one statement looks through: a few milliseconds. */
const ENTRIES_A_STEP = 500;
/** A page ends here even if little was found: a second, with everybody else's work in between. */
const MOST_STEPS = 200;

/**
 * Walks back in time through the entries themselves. An index of words would hold customers' words a second time, where erasing would have
 * to find them, and would be another one on each database.
 */
export function createSqlChatSearch({ db }: { readonly db: Kysely<Schema> }): ChatSearch {
  return {
    async find({ words, before, limit }) {
      const wanted = words.map((word) => word.toLowerCase());
      const found = new Map<string, LogEntry>();
      let end: number | null = before;
      for (let step = 0; end !== null && found.size < limit && step < MOST_STEPS; step += 1) {
        const begin: number | null = await stepBefore(end);
        for (const entry of await matching(wanted, begin ?? 0, end)) {
          if (!found.has(entry.conversationId)) found.set(entry.conversationId, entry);
        }
        end = begin;
        // SQLite answers within the process, without a turn of the event loop for anybody else.
        await nextTurn();
      }
      return { chats: await chatsOf([...found.values()]), next: end };
    },

    async ofCustomer(shopCustomerId, limit) {
      const last = await db
        .selectFrom('conversations')
        .innerJoin('entries', (join) =>
          join
            .onRef('entries.conversation_id', '=', 'conversations.id')
            .onRef('entries.sequence', '=', 'conversations.last_customer_sequence'),
        )
        .selectAll('entries')
        .where('shop_customer_id', 'in', [shopCustomerId, shopCustomerId.toUpperCase(), shopCustomerId.toLowerCase()])
        .orderBy('entries.at', 'desc')
        .limit(limit)
        .execute();
      return await chatsOf(last.map(entryOf));
    },
  };

  /** Where a step that ends at a time begins; null where nothing is older. */
  async function stepBefore(end: number): Promise<number | null> {
    const first = await db
      .selectFrom('entries')
      .select('at')
      .where('at', '<', end)
      .orderBy('at', 'desc')
      .limit(1)
      .offset(ENTRIES_A_STEP - 1)
      .executeTakeFirst();
    return first?.at ?? null;
  }

  /** Newest first. */
  async function matching(words: readonly string[], from: number, to: number): Promise<readonly LogEntry[]> {
    let query = db.selectFrom('entries').selectAll().where('at', '>=', from).where('at', '<', to);
    if (words.length === 0) query = query.where('author_kind', '=', 'customer').where('body_kind', '=', 'message');
    for (const word of words) query = query.where(sql<boolean>`lower(body) like ${patternOf(word)} escape '!'`);
    const entries = (await query.orderBy('at', 'desc').execute()).map(entryOf);
    return entries.filter(({ body }) => words.every((word) => wordsOf(body).toLowerCase().includes(word)));
  }

  async function chatsOf(entries: readonly LogEntry[]): Promise<readonly FoundChat[]> {
    if (entries.length === 0) return [];
    const ids = entries.map(({ conversationId }) => conversationId);
    const [rows, tickets] = await Promise.all([
      db.selectFrom('conversations').selectAll().where('id', 'in', ids).execute(),
      db
        .selectFrom('tickets')
        .select(['id', 'conversation_id'])
        .where('conversation_id', 'in', ids)
        .orderBy('opened_at')
        .execute(),
    ]);
    const conversations = new Map(rows.map((row) => [row.id, conversationOf(row)]));
    const ticketOf = new Map(tickets.map(({ id, conversation_id }) => [conversation_id, id]));
    return entries.flatMap(({ conversationId, sequence, author, body, at }) => {
      const conversation = conversations.get(conversationId);
      if (conversation === undefined) return [];
      const { channel, shopCustomerId, language, owner } = conversation;
      const message = { author: author.kind, text: wordsOf(body), sequence, at };
      const ticketId = ticketOf.get(conversationId) ?? null;
      return [{ conversationId, channel, shopCustomerId, language, owner: owner.kind, ticketId, message }];
    });
  }
}

/**
 * As JSON writes it, for the column is JSON; what it finds too much of, its names of fields for one, is left out afterwards. É may be any
 * letter: SQLite knows capitals of a to z alone.
 */
function patternOf(word: string): string {
  return `%${JSON.stringify(word)
    .slice(1, -1)
    .replaceAll(/[!%_]/g, (sign) => `!${sign}`)
    .replaceAll(/[^\0-\x7f]/gu, (letter) => (letter.toUpperCase() === letter.toLowerCase() ? letter : '_'))}%`;
}

function wordsOf(body: EntryBody): string {
  switch (body.kind) {
    case 'message':
      return [body.text, ...body.attachments.map(({ name }) => name)].filter((text) => text !== '').join('\n');
    case 'note':
      return body.text;
    case 'deleted':
    case 'event':
      return '';
    default:
      return body satisfies never;
  }
}
