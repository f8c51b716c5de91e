import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { customerMessages } from '../support/messages.ts';

export interface HistorySize {
  readonly entries: number;
  readonly conversations: number;
  readonly closedTickets: number;
  readonly waitingTickets: number;
}

/** Entries of one conversation: a question, its answer, and so on. */
const ENTRIES_EACH = 10;
/** Every so manyth conversation went to a person. */
const TICKET_EVERY = 10;
/** What waits in the queue stays what a shop's agents can bear, however long the history is. */
const MOST_WAITING = 50;
const YEAR_MS = 365 * 86_400_000;
const SEED = 20_261_127;

/**
 * Writes a year of conversations with `entries` messages into the database that a first start made: rows as the program writes them,
 * beside one real turn record that is repeated, and at times that lie evenly in the year before now.
 */
export function fillHistory(dataDir: string, entries: number): HistorySize {
  const db = new Database(join(dataDir, 'kefu.sqlite'));
  db.pragma('synchronous = off');
  // A gigabyte: ids are random, so that a large index is touched everywhere.
  db.pragma('cache_size = -1000000');
  const sample = db.prepare('select record from turns limit 1').get() as { record: string } | undefined;
  if (!sample) throw new Error('the database has no turn to take as a pattern: send a message first');
  const conversations = Math.max(1, Math.round(entries / ENTRIES_EACH));
  const messages = customerMessages(3_000, SEED);
  const like = db.prepare('select * from conversations limit 1').get() as Record<string, unknown>;
  const columns = Object.keys(like);
  const addConversation = db.prepare(
    `insert into conversations (${columns.join(', ')}) values (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  const addEntry = db.prepare(
    `insert into entries (conversation_id, sequence, id, at, author_kind, author_id, author_name, client_id, body_kind, body, channel_data, turn_id)
     values (?, ?, ?, ?, ?, ?, null, ?, 'message', ?, null, ?)`,
  );
  const turnColumns = (db.pragma('table_info(turns)') as { name: string }[]).map(({ name }) => name);
  const addTurn = db.prepare(
    `insert into turns (${turnColumns.join(', ')}) values (${turnColumns.map((name) => `@${name}`).join(', ')})`,
  );
  const turnLike = db.prepare('select * from turns limit 1').get() as Record<string, unknown>;
  const addTicket = db.prepare(
    `insert into tickets (id, conversation_id, status, reason, priority, language, summary, entities, churn, claimed_by, outcome, rating, opened_at, claimed_at, closed_at, agent_active_at)
     values (?, ?, ?, 'asked-for-human', 10, 'en', 'Asks for a person.', '[]', null, null, ?, null, ?, ?, ?, null)`,
  );
  const size = { entries: 0, conversations: 0, closedTickets: 0, waitingTickets: 0 };
  const begun = Date.now() - YEAR_MS;
  const write = db.transaction((from: number, to: number) => {
    for (let n = from; n < to; n += 1) {
      const id = randomUUID();
      const at = begun + Math.round((n / conversations) * (YEAR_MS - 60_000));
      addConversation.run({
        ...like,
        id,
        customer_id: `dl_${id}`,
        shop_customer_id: null,
        owner_kind: 'bot',
        owner_ticket_id: null,
        owner_agent_id: null,
        last_sequence: ENTRIES_EACH,
        last_at: at + ENTRIES_EACH * 1_000,
        last_customer_sequence: ENTRIES_EACH - 1,
        handled_sequence: ENTRIES_EACH - 1,
        unhandled_since: null,
        created_at: at,
        updated_at: at,
      });
      for (let sequence = 1; sequence <= ENTRIES_EACH; sequence += 1) {
        const isCustomer = sequence % 2 === 1;
        const turnId = isCustomer ? null : randomUUID();
        const { text } = messages[(n * ENTRIES_EACH + sequence) % messages.length]!;
        if (turnId !== null) addTurn.run({ ...turnLike, id: turnId, conversation_id: id, at: at + sequence * 1_000 });
        addEntry.run(
          id,
          sequence,
          randomUUID(),
          at + sequence * 1_000,
          isCustomer ? 'customer' : 'bot',
          isCustomer ? `dl_${id}` : null,
          isCustomer ? `m${sequence}` : null,
          JSON.stringify({ text, attachments: [] }),
          turnId,
        );
      }
      if (n % TICKET_EVERY === 0) {
        const isWaiting = conversations - n <= MOST_WAITING * TICKET_EVERY && size.waitingTickets < MOST_WAITING;
        addTicket.run(
          randomUUID(),
          id,
          isWaiting ? 'waiting' : 'closed',
          isWaiting ? null : 'resolved',
          at,
          isWaiting ? null : at,
          isWaiting ? null : at,
        );
        size[isWaiting ? 'waitingTickets' : 'closedTickets'] += 1;
      }
      size.conversations += 1;
      size.entries += ENTRIES_EACH;
    }
  });
  for (let n = 0; n < conversations; n += 5_000) write(n, Math.min(conversations, n + 5_000));
  db.pragma('wal_checkpoint(truncate)');
  db.exec('analyze');
  db.close();
  return size;
}
