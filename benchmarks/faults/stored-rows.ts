import { z } from 'zod';
import type { StoredEntry, StoredTurn } from './check-evidence.ts';

/** SQLite gives numbers, PostgreSQL's bigint comes as text. */
const whole = z.coerce.number().int();
const Entry = z.object({
  conversation_id: z.string(),
  sequence: whole,
  at: whole,
  author_kind: z.enum(['customer', 'bot', 'agent']),
  author_id: z.string().nullable(),
  client_id: z.string().nullable(),
  body_kind: z.enum(['message', 'event', 'note']),
  body: z.string(),
  turn_id: z.string().nullable(),
});
const Turn = z.object({ id: z.string(), conversation_id: z.string(), record: z.string() });
const TurnRecord = z.object({ sequences: z.array(z.number()), decision: z.object({ kind: z.string() }) });
const Event = z.object({ name: z.string(), ticketId: z.string().optional(), toName: z.string().nullable().optional() });
const Body = z.object({ text: z.string().optional(), event: Event.optional() });

export type EntryRow = StoredEntry & {
  readonly authorId: string | null;
  readonly event: { readonly name: string; readonly ticketId?: string; readonly toName?: string | null } | null;
};

export function entryOfRow(row: unknown): EntryRow {
  const entry = Entry.parse(row);
  const { text, event } = Body.parse(JSON.parse(entry.body));
  return {
    conversationId: entry.conversation_id,
    sequence: entry.sequence,
    at: entry.at,
    author: entry.author_kind,
    authorId: entry.author_id,
    clientId: entry.client_id,
    kind: entry.body_kind,
    text: entry.body_kind === 'event' ? null : (text ?? null),
    event: event ? withoutUndefined(event) : null,
    turnId: entry.turn_id,
  };
}

export function turnOfRow(row: unknown): StoredTurn {
  const { id, conversation_id, record } = Turn.parse(row);
  const { sequences, decision } = TurnRecord.parse(JSON.parse(record));
  return { id, conversationId: conversation_id, sequences, decision: decision.kind };
}

function withoutUndefined({ name, ticketId, toName }: z.infer<typeof Event>): NonNullable<EntryRow['event']> {
  return { name, ...(ticketId === undefined ? {} : { ticketId }), ...(toName === undefined ? {} : { toName }) };
}
