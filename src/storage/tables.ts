import type { Schema } from './schema.ts';

export interface TableFacts {
  /** The primary key's columns, in its order. */
  readonly key: readonly string[];
  /** Rows that fit into memory and one statement without a thought. */
  readonly batch: number;
  /** How rows belong to a conversation, and what becomes of them when it is forgotten; null when they do not. */
  readonly ofConversation: {
    readonly column: string;
    /** The column holds the conversation's id, a colon and more. */
    readonly isPrefix?: true;
    /** `stripped`: the row stays for reports, without words and under another id (`sql/forget-conversation.ts`). */
    readonly whenForgotten: 'deleted' | 'stripped';
  } | null;
  /** The column with the shop's number of the customer, behind `prefix` if there is one, where rows of an erased customer must go. */
  readonly ofCustomer?: { readonly column: string; readonly prefix?: string };
}

const BATCH = 500;
const DELETED = { column: 'conversation_id', whenForgotten: 'deleted' } as const;
const STRIPPED = { column: 'conversation_id', whenForgotten: 'stripped' } as const;

/**
 * Every table, each after those that it refers to. A test compares it with the database. A new table says here what an
 * erasure does to it; `kefu move` and `kefu erase` then know it.
 */
export const TABLES: Readonly<Record<keyof Schema, TableFacts>> = {
  conversations: { key: ['id'], batch: BATCH, ofConversation: { column: 'id', whenForgotten: 'stripped' } },
  entries: { key: ['conversation_id', 'sequence'], batch: BATCH, ofConversation: DELETED },
  turns: { key: ['id'], batch: BATCH, ofConversation: STRIPPED },
  tickets: { key: ['id'], batch: BATCH, ofConversation: STRIPPED },
  outbox: { key: ['id'], batch: BATCH, ofConversation: DELETED },
  connector_references: { key: ['conversation_id'], batch: BATCH, ofConversation: DELETED },
  hub_handoffs: { key: ['ticket_id'], batch: BATCH, ofConversation: DELETED },
  person_keys: { key: ['key'], batch: BATCH, ofConversation: null, ofCustomer: { column: 'key', prefix: 'shop:' } },
  person_conversations: { key: ['conversation_id'], batch: BATCH, ofConversation: DELETED },
  link_codes: { key: ['conversation_id'], batch: BATCH, ofConversation: DELETED },
  connector_contents: { key: ['content'], batch: BATCH, ofConversation: null },
  // Hashes and times, for an hour.
  connector_sends: { key: ['key'], batch: BATCH, ofConversation: null },
  churn_scores: { key: ['turn_id'], batch: BATCH, ofConversation: DELETED, ofCustomer: { column: 'shop_customer_id' } },
  // What the shop said of a customer, with or without a conversation.
  churn_outcomes: {
    key: ['shop_customer_id', 'at'],
    batch: BATCH,
    ofConversation: null,
    ofCustomer: { column: 'shop_customer_id' },
  },
  // Up to KEFU_UPLOAD_MAX_BYTES each.
  attachments: { key: ['id'], batch: 4, ofConversation: DELETED },
  agents: { key: ['id'], batch: BATCH, ofConversation: null },
  agent_sessions: { key: ['token_hash'], batch: BATCH, ofConversation: null },
  canned_replies: { key: ['id'], batch: BATCH, ofConversation: null },
  shop_customers: { key: ['id'], batch: BATCH, ofConversation: null },
  shop_orders: { key: ['number'], batch: BATCH, ofConversation: null },
  shop_actions: {
    key: ['idempotency_key'],
    batch: BATCH,
    ofConversation: { column: 'idempotency_key', isPrefix: true, whenForgotten: 'deleted' },
  },
  secrets: { key: ['name'], batch: BATCH, ofConversation: null },
  published_contents: { key: ['kind', 'version'], batch: 4, ofConversation: null },
};

export const TABLE_NAMES = Object.keys(TABLES) as readonly (keyof Schema)[];
