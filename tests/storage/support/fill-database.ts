import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../../src/storage/schema.ts';

/** Enough that PostgreSQL prefers an index to reading the table. */
const CONVERSATIONS = 4_000;
const ENTRIES_EACH = 4;
const FILES = 2_000;

/** A shop after some weeks: most of it is answered, closed and delivered. */
export async function fillDatabase(db: Kysely<Schema>): Promise<void> {
  const numbers = sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(CONVERSATIONS)})`;
  const fill = async (table: keyof Schema, columns: readonly string[], values: string, from = 'numbers'): Promise<void> => {
    const names = sql.join(columns.map((column) => sql.ref(column)));
    await sql`insert into ${sql.table(table)} (${names}) ${numbers} select ${sql.raw(values)} from ${sql.raw(from)}`.execute(db);
  };
  await fill(
    'conversations',
    [
      ...['id', 'channel', 'customer_id', 'language', 'owner_kind', 'fence', 'version', 'state', 'last_sequence', 'last_at'],
      ...['last_customer_sequence', 'handled_sequence', 'unhandled_since', 'created_at', 'updated_at'],
    ],
    `'c' || n, 'direct-line', 'dl_' || n, 'en', 'bot', 0, 0, '{}', ${ENTRIES_EACH}, n, 3, 3, case when n % 1000 = 0 then n end, n, n`,
  );
  await fill(
    'entries',
    ['conversation_id', 'sequence', 'id', 'at', 'author_kind', 'client_id', 'body_kind', 'body'],
    `'c' || n, s, 'e' || n || '-' || s, n + s, case when s % 2 = 1 then 'customer' else 'bot' end, 'm' || s, 'message', '{"kind":"message","text":"hello","attachments":[]}'`,
    `numbers cross join (select 1 as s union all select 2 union all select 3 union all select 4) as each_one`,
  );
  await fill(
    'turns',
    ['id', 'conversation_id', 'at', 'record'],
    `'turn' || n, 'c' || n, n, '{"churn":null,"decision":{"kind":"abstain"},"degraded":[],"sequences":[1]}'`,
  );
  await fill(
    'tickets',
    [
      ...['id', 'conversation_id', 'status', 'reason', 'priority', 'language', 'summary', 'entities', 'claimed_by', 'opened_at'],
      ...['closed_at', 'agent_active_at'],
    ],
    `'t' || n, 'c' || n, case n % 500 when 1 then 'waiting' when 2 then 'claimed' else 'closed' end, 'complaint', n % 100, 'en', '', '[]',
     'a' || (n % 40), n, case when n % 500 in (1, 2) then null else n end, n`,
  );
  await fill(
    'outbox',
    ['id', 'conversation_id', 'sequence', 'status', 'attempts', 'due_at', 'leased_until'],
    `'e' || n || '-2', 'c' || n, 2, case when n % 500 = 3 then 'due' else 'done' end, 0, n, 0`,
  );
  await fill(
    'agents',
    ['id', 'email', 'name', 'role', 'password_hash', 'is_disabled', 'created_at'],
    `'a' || n, 'a' || n || '@shop.example', 'An', 'agent', '', 0, n`,
  );
  await fill('agent_sessions', ['token_hash', 'agent_id', 'expires_at'], `'s' || n, 'a' || n, 9000000`);
  const file = { name: 'a.png', content_type: 'image/png', size_bytes: 0, bytes: Buffer.alloc(0) };
  await db
    .insertInto('attachments')
    .values(Array.from({ length: FILES }, (_, n) => ({ ...file, id: `f${n}`, conversation_id: `c${n + 1}`, created_at: n })))
    .execute();
  await fill('connector_contents', ['content', 'client_id', 'until'], `'h' || n, 'm' || n, 5000000 + (n - 20) * 1000`);
  await fill('connector_sends', ['key', 'ends', 'updated_at'], `'s' || n, '[]', n`);
  await fill('shop_customers', ['id', 'profile'], `'k' || n, '{}'`);
  await fill('shop_orders', ['number', 'customer_id', 'contacts', 'placed_at', 'body'], `'LL' || n, 'k' || n, '[]', n, '{}'`);
  await fill(
    'churn_scores',
    [
      ...['turn_id', 'conversation_id', 'shop_customer_id', 'at', 'probability', 'threshold', 'cost', 'save_rate', 'value'],
      ...['pattern', 'model_version', 'may_escalate'],
    ],
    `'turn' || n, 'c' || n, 'k' || n, n, 0.2, 0.25, 6, 0.2, 120, 'full', 'm', 1`,
  );
  await fill('churn_outcomes', ['shop_customer_id', 'at', 'has_left', 'recorded_at'], `'k' || n, n + 60, n % 5 / 4, n + 60`);
  await sql`analyze`.execute(db);
}
