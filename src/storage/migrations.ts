import { sql, type CreateTableBuilder, type Kysely, type Migration } from 'kysely';

/** What the dialects name differently. */
export interface ColumnTypes {
  readonly integer: 'integer' | 'bigint';
  readonly bytes: 'blob' | 'bytea';
  /** 64 bits. */
  readonly real: 'real' | 'double precision';
  /** SQLite checks column types only in tables that end so. */
  readonly tableEnd: 'strict' | '';
  /** SQL for the text at a path of a JSON column. */
  textAt(column: string, path: readonly string[]): string;
}

/** Numbered and forward only. A migration that has been released is never edited. */
export function migrations(types: ColumnTypes): Record<string, Migration> {
  const end = (table: CreateTableBuilder<string, string>): CreateTableBuilder<string, string> =>
    types.tableEnd === '' ? table : table.modifyEnd(sql.raw(types.tableEnd));
  return {
    '0001-conversations': {
      async up(db: Kysely<unknown>) {
        await end(
          db.schema
            .createTable('conversations')
            .addColumn('id', 'text', (column) => column.primaryKey())
            .addColumn('channel', 'text', (column) => column.notNull())
            .addColumn('customer_id', 'text', (column) => column.notNull())
            .addColumn('shop_customer_id', 'text')
            .addColumn('language', 'text', (column) => column.notNull())
            .addColumn('owner_kind', 'text', (column) => column.notNull())
            .addColumn('owner_ticket_id', 'text')
            .addColumn('owner_agent_id', 'text')
            .addColumn('fence', types.integer, (column) => column.notNull())
            .addColumn('version', types.integer, (column) => column.notNull())
            .addColumn('state', 'text', (column) => column.notNull())
            .addColumn('last_sequence', types.integer, (column) => column.notNull())
            .addColumn('last_at', types.integer, (column) => column.notNull())
            .addColumn('last_customer_sequence', types.integer, (column) => column.notNull())
            .addColumn('handled_sequence', types.integer, (column) => column.notNull())
            .addColumn('unhandled_since', types.integer)
            .addColumn('created_at', types.integer, (column) => column.notNull())
            .addColumn('updated_at', types.integer, (column) => column.notNull()),
        ).execute();
        await sql`create index conversations_unhandled on conversations (unhandled_since) where unhandled_since is not null`.execute(
          db,
        );
        await sql`create index conversations_customer on conversations (channel, customer_id, created_at)`.execute(db);
        await end(
          db.schema
            .createTable('entries')
            .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
            .addColumn('sequence', types.integer, (column) => column.notNull())
            .addColumn('id', 'text', (column) => column.notNull().unique())
            .addColumn('at', types.integer, (column) => column.notNull())
            .addColumn('author_kind', 'text', (column) => column.notNull())
            .addColumn('author_id', 'text')
            .addColumn('author_name', 'text')
            .addColumn('client_id', 'text')
            .addColumn('body_kind', 'text', (column) => column.notNull())
            .addColumn('body', 'text', (column) => column.notNull())
            .addColumn('channel_data', 'text')
            .addColumn('turn_id', 'text')
            .addPrimaryKeyConstraint('entries_pk', ['conversation_id', 'sequence']),
        ).execute();
        await sql`create unique index entries_once on entries (conversation_id, author_kind, client_id) where client_id is not null`.execute(
          db,
        );
        await end(
          db.schema
            .createTable('turns')
            .addColumn('id', 'text', (column) => column.primaryKey())
            .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
            .addColumn('at', types.integer, (column) => column.notNull())
            .addColumn('record', 'text', (column) => column.notNull()),
        ).execute();
        await sql`create index turns_conversation on turns (conversation_id, at)`.execute(db);
      },
    },
    '0002-handoff': {
      async up(db: Kysely<unknown>) {
        await end(
          db.schema
            .createTable('tickets')
            .addColumn('id', 'text', (column) => column.primaryKey())
            .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
            .addColumn('status', 'text', (column) => column.notNull())
            .addColumn('reason', 'text', (column) => column.notNull())
            .addColumn('priority', types.integer, (column) => column.notNull())
            .addColumn('language', 'text', (column) => column.notNull())
            .addColumn('summary', 'text', (column) => column.notNull())
            .addColumn('entities', 'text', (column) => column.notNull())
            .addColumn('churn', 'text')
            .addColumn('claimed_by', 'text')
            .addColumn('outcome', 'text')
            .addColumn('rating', 'text')
            .addColumn('opened_at', types.integer, (column) => column.notNull())
            .addColumn('claimed_at', types.integer)
            .addColumn('closed_at', types.integer)
            .addColumn('agent_active_at', types.integer),
        ).execute();
        await sql`create unique index tickets_one_open on tickets (conversation_id) where status <> 'closed'`.execute(db);
        await sql`create index tickets_queue on tickets (status, priority desc, opened_at)`.execute(db);
        await end(
          db.schema
            .createTable('outbox')
            .addColumn('id', 'text', (column) => column.primaryKey())
            .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
            .addColumn('sequence', types.integer, (column) => column.notNull())
            .addColumn('status', 'text', (column) => column.notNull())
            .addColumn('attempts', types.integer, (column) => column.notNull())
            .addColumn('due_at', types.integer, (column) => column.notNull())
            .addColumn('leased_until', types.integer, (column) => column.notNull())
            .addColumn('reason', 'text'),
        ).execute();
        await sql`create index outbox_due on outbox (status, due_at)`.execute(db);
        await sql`create index outbox_order on outbox (conversation_id, sequence) where status = 'due'`.execute(db);
        await end(
          db.schema
            .createTable('agents')
            .addColumn('id', 'text', (column) => column.primaryKey())
            .addColumn('email', 'text', (column) => column.notNull().unique())
            .addColumn('name', 'text', (column) => column.notNull())
            .addColumn('role', 'text', (column) => column.notNull())
            .addColumn('password_hash', 'text', (column) => column.notNull())
            .addColumn('is_disabled', types.integer, (column) => column.notNull())
            .addColumn('created_at', types.integer, (column) => column.notNull()),
        ).execute();
        await end(
          db.schema
            .createTable('agent_sessions')
            .addColumn('token_hash', 'text', (column) => column.primaryKey())
            .addColumn('agent_id', 'text', (column) => column.notNull().references('agents.id'))
            .addColumn('expires_at', types.integer, (column) => column.notNull()),
        ).execute();
        await end(
          db.schema
            .createTable('canned_replies')
            .addColumn('id', 'text', (column) => column.primaryKey())
            .addColumn('shortcut', 'text', (column) => column.notNull())
            .addColumn('zh', 'text', (column) => column.notNull())
            .addColumn('en', 'text', (column) => column.notNull()),
        ).execute();
        await end(
          db.schema
            .createTable('attachments')
            .addColumn('id', 'text', (column) => column.primaryKey())
            .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
            .addColumn('name', 'text', (column) => column.notNull())
            .addColumn('content_type', 'text', (column) => column.notNull())
            .addColumn('size_bytes', types.integer, (column) => column.notNull())
            .addColumn('bytes', types.bytes as 'blob', (column) => column.notNull())
            .addColumn('created_at', types.integer, (column) => column.notNull()),
        ).execute();
      },
    },
    '0003-demo-shop': {
      async up(db: Kysely<unknown>) {
        await end(
          db.schema
            .createTable('shop_customers')
            .addColumn('id', 'text', (column) => column.primaryKey())
            .addColumn('profile', 'text', (column) => column.notNull()),
        ).execute();
        await end(
          db.schema
            .createTable('shop_orders')
            .addColumn('number', 'text', (column) => column.primaryKey())
            .addColumn('customer_id', 'text', (column) => column.notNull().references('shop_customers.id'))
            .addColumn('contacts', 'text', (column) => column.notNull())
            .addColumn('placed_at', types.integer, (column) => column.notNull())
            .addColumn('body', 'text', (column) => column.notNull()),
        ).execute();
        await sql`create index shop_orders_customer on shop_orders (customer_id, placed_at)`.execute(db);
        await end(
          db.schema
            .createTable('shop_actions')
            .addColumn('idempotency_key', 'text', (column) => column.primaryKey())
            .addColumn('action', 'text', (column) => column.notNull())
            .addColumn('result', 'text', (column) => column.notNull())
            .addColumn('at', types.integer, (column) => column.notNull()),
        ).execute();
      },
    },
    '0004-secrets': {
      async up(db: Kysely<unknown>) {
        await end(
          db.schema
            .createTable('secrets')
            .addColumn('name', 'text', (column) => column.primaryKey())
            .addColumn('value', 'text', (column) => column.notNull()),
        ).execute();
      },
    },
    '0005-connectors': {
      async up(db: Kysely<unknown>) {
        await end(
          db.schema
            .createTable('connector_references')
            .addColumn('conversation_id', 'text', (column) => column.primaryKey())
            .addColumn('service_url', 'text', (column) => column.notNull())
            .addColumn('reference', 'text', (column) => column.notNull())
            .addColumn('updated_at', types.integer, (column) => column.notNull()),
        ).execute();
        await db.schema.alterTable('outbox').addColumn('lane', 'text').execute();
        await db.schema.alterTable('outbox').addColumn('parts_sent', types.integer).execute();
        await db.schema.alterTable('outbox').addColumn('done_at', types.integer).execute();
        await sql`create index outbox_lane on outbox (lane, due_at) where status = 'due'`.execute(db);
        await sql`create index outbox_done on outbox (done_at) where done_at is not null`.execute(db);
      },
    },
    '0006-closed-tickets': {
      async up(db: Kysely<unknown>) {
        await sql`create index tickets_closed on tickets (status, closed_at desc, id)`.execute(db);
      },
    },
    '0007-retention': {
      async up(db: Kysely<unknown>) {
        await db.schema.alterTable('conversations').addColumn('forgotten_at', types.integer).execute();
        await sql`create index conversations_kept on conversations (created_at) where forgotten_at is null`.execute(db);
        await sql`create index attachments_age on attachments (created_at)`.execute(db);
        // Deleting a conversation looks for its rows here.
        await sql`create index attachments_conversation on attachments (conversation_id)`.execute(db);
        await sql`create index tickets_conversation on tickets (conversation_id)`.execute(db);
        await sql`create index outbox_conversation on outbox (conversation_id)`.execute(db);
      },
    },
    '0011-replicas': {
      async up(db: Kysely<unknown>) {
        await sql`create index entries_at on entries (at)`.execute(db);
        await end(
          db.schema
            .createTable('connector_contents')
            .addColumn('content', 'text', (column) => column.primaryKey())
            .addColumn('client_id', 'text', (column) => column.notNull())
            .addColumn('until', types.integer, (column) => column.notNull()),
        ).execute();
        await sql`create index connector_contents_until on connector_contents (until)`.execute(db);
      },
    },
    '0008-churn': {
      async up(db: Kysely<unknown>) {
        await end(
          db.schema
            .createTable('churn_scores')
            .addColumn('turn_id', 'text', (column) => column.primaryKey())
            .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id').onDelete('cascade'))
            .addColumn('shop_customer_id', 'text')
            .addColumn('at', types.integer, (column) => column.notNull())
            .addColumn('probability', types.real, (column) => column.notNull())
            .addColumn('threshold', types.real, (column) => column.notNull())
            .addColumn('cost', types.real, (column) => column.notNull())
            .addColumn('save_rate', types.real, (column) => column.notNull())
            .addColumn('value', types.real, (column) => column.notNull())
            .addColumn('segment', 'text')
            .addColumn('pattern', 'text', (column) => column.notNull())
            .addColumn('model_version', 'text', (column) => column.notNull())
            .addColumn('arm', 'text')
            .addColumn('may_escalate', types.integer, (column) => column.notNull()),
        ).execute();
        await sql`create index churn_scores_at on churn_scores (at)`.execute(db);
        await sql`create index churn_scores_conversation on churn_scores (conversation_id)`.execute(db);
        await sql`create index churn_scores_arm on churn_scores (at) where arm is not null`.execute(db);
        await end(
          db.schema
            .createTable('churn_outcomes')
            .addColumn('shop_customer_id', 'text', (column) => column.notNull())
            .addColumn('at', types.integer, (column) => column.notNull())
            .addColumn('has_left', types.integer, (column) => column.notNull())
            .addColumn('recorded_at', types.integer, (column) => column.notNull())
            .addPrimaryKeyConstraint('churn_outcomes_pk', ['shop_customer_id', 'at']),
        ).execute();
      },
    },
    // What the figures of a week count, so that they need not read what was said in it.
    '0012-figures': {
      async up(db: Kysely<unknown>) {
        await db.schema.alterTable('turns').addColumn('decision', 'text').execute();
        await sql`update turns set decision = ${sql.raw(types.textAt('record', ['decision', 'kind']))}`.execute(db);
        await sql`create index turns_decided on turns (at, decision)`.execute(db);
        await sql`create index conversations_begun on conversations (created_at, last_customer_sequence)`.execute(db);
        await sql`create index tickets_opened on tickets (opened_at)`.execute(db);
      },
    },
    '0009-hub-handoffs': {
      async up(db: Kysely<unknown>) {
        await end(
          db.schema
            .createTable('hub_handoffs')
            .addColumn('ticket_id', 'text', (column) => column.primaryKey())
            .addColumn('conversation_id', 'text', (column) => column.notNull().references('conversations.id'))
            .addColumn('state', 'text', (column) => column.notNull())
            .addColumn('sent_sequence', types.integer, (column) => column.notNull())
            .addColumn('attempts', types.integer, (column) => column.notNull())
            .addColumn('due_at', types.integer, (column) => column.notNull())
            .addColumn('leased_until', types.integer, (column) => column.notNull()),
        ).execute();
        await sql`create index hub_handoffs_open on hub_handoffs (due_at) where state <> 'ended'`.execute(db);
        // One at a time: a further ticket waits until the hub knows that the one before it is over.
        await sql`create unique index hub_handoffs_one_open on hub_handoffs (conversation_id) where state <> 'ended'`.execute(db);
      },
    },
    '0009-people': {
      async up(db: Kysely<unknown>) {
        await end(
          db.schema
            .createTable('person_keys')
            .addColumn('key', 'text', (column) => column.primaryKey())
            .addColumn('person_id', 'text', (column) => column.notNull()),
        ).execute();
        await sql`create index person_keys_person on person_keys (person_id)`.execute(db);
        await end(
          db.schema
            .createTable('person_conversations')
            .addColumn('conversation_id', 'text', (column) => column.primaryKey())
            .addColumn('person_id', 'text', (column) => column.notNull()),
        ).execute();
        await sql`create index person_conversations_person on person_conversations (person_id)`.execute(db);
        await end(
          db.schema
            .createTable('link_codes')
            .addColumn('conversation_id', 'text', (column) => column.primaryKey())
            .addColumn('key', 'text', (column) => column.notNull())
            .addColumn('code_hash', 'text', (column) => column.notNull())
            .addColumn('expires_at', types.integer, (column) => column.notNull())
            .addColumn('tries_left', types.integer, (column) => column.notNull())
            .addColumn('issued', types.integer, (column) => column.notNull())
            .addColumn('day_began', types.integer, (column) => column.notNull()),
        ).execute();
        await sql`create index conversations_shop_customer on conversations (shop_customer_id) where shop_customer_id is not null`.execute(
          db,
        );
      },
    },
  };
}
