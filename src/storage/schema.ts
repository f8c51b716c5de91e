/** Rows as the database holds them. Times are milliseconds since the epoch; JSON columns are text. */
export interface Schema {
  conversations: {
    id: string;
    channel: string;
    customer_id: string;
    shop_customer_id: string | null;
    language: string;
    owner_kind: string;
    owner_ticket_id: string | null;
    owner_agent_id: string | null;
    fence: number;
    version: number;
    state: string;
    last_sequence: number;
    last_at: number;
    last_customer_sequence: number;
    handled_sequence: number;
    /** Since when a customer's message has waited for its turn; null when none does. */
    unhandled_since: number | null;
    created_at: number;
    updated_at: number;
    /** When its words were deleted; null while it is a conversation of somebody. */
    forgotten_at: number | null;
  };
  entries: {
    conversation_id: string;
    sequence: number;
    id: string;
    at: number;
    author_kind: string;
    author_id: string | null;
    author_name: string | null;
    client_id: string | null;
    body_kind: string;
    body: string;
    channel_data: string | null;
    turn_id: string | null;
  };
  /** `decision`: kind of the record's decision, to count by. */
  turns: { id: string; conversation_id: string; at: number; record: string; decision: string | null };
  tickets: {
    id: string;
    conversation_id: string;
    status: string;
    reason: string;
    priority: number;
    language: string;
    summary: string;
    entities: string;
    churn: string | null;
    claimed_by: string | null;
    outcome: string | null;
    rating: string | null;
    opened_at: number;
    claimed_at: number | null;
    closed_at: number | null;
    agent_active_at: number | null;
  };
  outbox: {
    id: string;
    conversation_id: string;
    sequence: number;
    status: string;
    attempts: number;
    due_at: number;
    leased_until: number;
    reason: string | null;
    /** Address of the connector; null for what was written before the conversation's address was known. */
    lane: string | null;
    parts_sent: number | null;
    done_at: number | null;
  };
  /** Where conversations on connectors are written to. */
  connector_references: { conversation_id: string; service_url: string; reference: string; updated_at: number };
  /** What a handoff hub knows of tickets; `state` as `HubState` says. */
  hub_handoffs: {
    ticket_id: string;
    conversation_id: string;
    state: string;
    sent_sequence: number;
    attempts: number;
    due_at: number;
    leased_until: number;
  };
  /** Hashes of messages on connectors that a repeat may come of, and the id that each was taken under. */
  connector_contents: { content: string; client_id: string; until: number };
  /** Ends of the latest sends to a thread or tenant of Teams (its hash), as JSON. */
  connector_sends: { key: string; ends: string; updated_at: number };
  /** Keys that a person proved to hold, and the conversations that are theirs. */
  person_keys: { key: string; person_id: string };
  person_conversations: { conversation_id: string; person_id: string };
  link_codes: {
    conversation_id: string;
    key: string;
    code_hash: string;
    expires_at: number;
    tries_left: number;
    /** Codes since `day_began`. */
    issued: number;
    day_began: number;
  };
  agents: {
    id: string;
    email: string;
    name: string;
    role: string;
    password_hash: string;
    is_disabled: number;
    created_at: number;
  };
  agent_sessions: { token_hash: string; agent_id: string; expires_at: number };
  canned_replies: { id: string; shortcut: string; zh: string; en: string };
  attachments: {
    id: string;
    conversation_id: string;
    name: string;
    content_type: string;
    size_bytes: number;
    bytes: Buffer;
    created_at: number;
  };
  shop_customers: { id: string; profile: string };
  shop_orders: { number: string; customer_id: string; contacts: string; placed_at: number; body: string };
  shop_actions: { idempotency_key: string; action: string; result: string; at: number };
  /** What is counted of a turn's churn score; the record of the turn holds all of it. */
  churn_scores: {
    turn_id: string;
    conversation_id: string;
    shop_customer_id: string | null;
    at: number;
    probability: number;
    threshold: number;
    cost: number;
    save_rate: number;
    value: number;
    segment: string | null;
    pattern: string;
    model_version: string;
    arm: string | null;
    may_escalate: number;
  };
  churn_outcomes: { shop_customer_id: string; at: number; has_left: number; recorded_at: number };
  /** Secrets that no setting gave, one a row, where replicas have no folder in common. */
  secrets: { name: string; value: string };
  /** Intents, articles and churn models as `kefu publish` packed them; the highest version of a kind is in force. */
  published_contents: { kind: string; version: number; hash: string; bytes: Buffer; created_at: number };
}
