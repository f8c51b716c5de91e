type Json = Readonly<Record<string, unknown>>;

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const list = (items: Json): Json => ({ type: 'array', items });
const object = (properties: Readonly<Record<string, Json>>): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
const orNull = (schema: Json): Json => ({ anyOf: [schema, { type: 'null' }] });
const oneOf = (...values: readonly string[]): Json => ({ enum: values });
const text: Json = { type: 'string' };
const number: Json = { type: 'number' };
const count: Json = { type: 'integer', minimum: 0 };
const flag: Json = { type: 'boolean' };
const time: Json = { type: 'integer', description: 'milliseconds since the epoch' };
const language = oneOf('zh', 'en');
const localised = object({ zh: text, en: text });
const reason = oneOf('asked-for-human', 'churn-risk', 'bot-stuck', 'complaint', 'policy', 'safety', 'stepped-in');

/** What the console's addresses answer: the shapes of src/contract, as JSON. */
export const schemas: Json = {
  Agent: object({ id: text, email: text, name: text, role: oneOf('agent', 'admin'), isDisabled: flag, createdAt: time }),
  CannedReply: object({ id: text, shortcut: text, zh: text, en: text }),
  ShopCard: object({ name: localised, currency: text, timeZone: text }),
  ChurnScore: object({
    probability: number,
    logit: number,
    base: number,
    contributions: list(
      object({
        feature: text,
        contribution: number,
        value: { anyOf: [number, text, { type: 'null' }] },
        reason: localised,
        source: oneOf('history', 'conversation'),
      }),
    ),
    pattern: oneOf('anonymous', 'new', 'full'),
    modelVersion: text,
    threshold: number,
    release: number,
    segment: orNull(text),
    economics: object({ cost: number, saveRate: number, value: number }),
    history: {
      oneOf: [
        object({ kind: { const: 'none' } }),
        object({ kind: oneOf('scored', 'base-rate'), logit: number, missing: list(text) }),
      ],
    },
    hint: orNull(localised),
  }),
  Entity: object({
    kind: oneOf('order-number', 'tracking-number', 'email', 'phone', 'money', 'date', 'quantity', 'address'),
    text,
    value: text,
    start: count,
    end: count,
  }),
  Ticket: object({
    id: text,
    conversationId: text,
    status: oneOf('waiting', 'claimed', 'closed'),
    reason,
    priority: number,
    language,
    summary: text,
    entities: list(ref('Entity')),
    churn: orNull(ref('ChurnScore')),
    claimedBy: orNull(text),
    outcome: { enum: ['resolved', 'returned-to-bot', 'customer-left', null] },
    rating: orNull(object({ score: { type: 'integer', minimum: 1, maximum: 5 }, comment: orNull(text) })),
    openedAt: time,
    claimedAt: orNull(time),
    closedAt: orNull(time),
    agentActiveAt: orNull(time),
  }),
  TicketList: object({ tickets: list(ref('Ticket')), counts: object({ waiting: count, claimed: count }), now: time }),
  Conversation: {
    ...object({
      id: text,
      channel: text,
      customerId: text,
      shopCustomerId: orNull(text),
      language,
      owner: object({ kind: oneOf('bot', 'queue', 'agent') }),
      lastSequence: count,
      createdAt: time,
      updatedAt: time,
    }),
    additionalProperties: true,
  },
  Attachment: object({ id: text, name: text, contentType: text, sizeBytes: count }),
  LogEntry: object({
    conversationId: text,
    sequence: { type: 'integer', minimum: 1 },
    id: text,
    at: time,
    author: object({ kind: oneOf('customer', 'bot', 'agent') }),
    body: {
      description:
        'A message {text, attachments, quickReplies, article, editedAt?}, what is left of a deleted one, an event {event} or a note {text}',
      ...object({ kind: oneOf('message', 'deleted', 'event', 'note') }),
    },
    clientId: orNull(text),
    channelData: {},
    turnId: orNull(text),
  }),
  TurnRecord: {
    ...object({
      id: text,
      conversationId: text,
      sequences: list(count),
      decision: object({ kind: text }),
      tookMs: number,
      at: time,
    }),
    additionalProperties: true,
  },
  EntryPage: object({ entries: list(ref('LogEntry')), turns: list(ref('TurnRecord')), ticket: ref('Ticket') }),
  TicketDetail: object({
    ticket: ref('Ticket'),
    conversation: ref('Conversation'),
    entries: list(ref('LogEntry')),
    turns: list(ref('TurnRecord')),
    customer: orNull({ type: 'object', description: 'What the shop knows of the customer' }),
    orders: list({ type: 'object' }),
    now: time,
  }),
  FoundChats: object({
    words: list(text),
    chats: list(
      object({
        conversationId: text,
        channel: text,
        shopCustomerId: orNull(text),
        language,
        owner: oneOf('bot', 'queue', 'agent'),
        ticketId: orNull(text),
        message: object({ author: oneOf('customer', 'bot', 'agent'), text, sequence: count, at: time }),
      }),
    ),
    next: orNull(count),
  }),
  ChatDetail: object({
    conversation: ref('Conversation'),
    entries: list(ref('LogEntry')),
    turns: list(ref('TurnRecord')),
    customer: orNull({ type: 'object', description: 'What the shop knows of the customer' }),
    orders: list({ type: 'object' }),
    now: time,
  }),
  SuggestedReply: object({ articleId: text, title: text, text, score: number }),
  ArticleCard: object({ id: text, locale: language, title: text, owner: text, validUntil: orNull(text) }),
  LinkedConversation: object({ id: text, channel: text, updatedAt: time, entries: list(ref('LogEntry')) }),
  DeadLetter: object({
    id: text,
    conversationId: text,
    channel: text,
    text: orNull(text),
    attempts: count,
    reason: { type: 'string', description: 'Status and code of the connector' },
    at: time,
  }),
  Report: object({
    conversations: count,
    botOnly: count,
    turns: count,
    unanswered: count,
    handoffs: { type: 'object', propertyNames: reason, additionalProperties: count },
    medianWaitMs: orNull(count),
    ratings: object({ count, mean: orNull(number) }),
  }),
  ContentReport: object({
    turns: count,
    unanswered: count,
    isCut: flag,
    groups: list(
      object({
        messages: count,
        conversations: count,
        lastAt: time,
        lastConversationId: text,
        lastSequence: count,
        wordings: list(text),
        nearest: orNull(object({ articleId: text, title: localised, score: number })),
        isAnsweredNow: flag,
      }),
    ),
    articles: list(object({ articleId: text, title: localised, shown: count, thenPerson: count, thenUnanswered: count })),
  }),
  Notice: {
    anyOf: [
      object({ kind: { const: 'log' }, conversationId: text, sequence: count }),
      object({ kind: { const: 'ticket' }, conversationId: text, ticketId: text }),
      object({ kind: { const: 'typing' }, conversationId: text, who: oneOf('bot', 'agent', 'customer') }),
    ],
  },
};
