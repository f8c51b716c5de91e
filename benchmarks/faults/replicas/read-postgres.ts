import { z } from 'zod';
import type { StoredConversation, StoredTurn } from '../check-evidence.ts';
import { entryOfRow, turnOfRow, type EntryRow } from '../stored-rows.ts';
import type { StoredOwner, StoredTicket } from './check-desk.ts';
import type { PostgresServer } from './postgres-server.ts';

const whole = z.coerce.number().int();
const Conversation = z.object({
  id: z.string(),
  last_sequence: whole,
  unhandled_since: whole.nullable(),
  tickets: whole,
  owner_kind: z.enum(['bot', 'queue', 'agent']),
  owner_ticket_id: z.string().nullable(),
  owner_agent_id: z.string().nullable(),
});
const Ticket = z.object({
  id: z.string(),
  conversation_id: z.string(),
  status: z.enum(['waiting', 'claimed', 'closed']),
  claimed_by: z.string().nullable(),
});

export interface PostgresContents {
  readonly conversations: readonly StoredConversation[];
  readonly owners: readonly StoredOwner[];
  readonly tickets: readonly StoredTicket[];
  readonly entries: readonly EntryRow[];
  readonly turns: readonly StoredTurn[];
}

/** All that the database holds of conversations, by SQL of its own: a mistake in the program's queries cannot hide itself here. */
export async function readPostgres(server: PostgresServer): Promise<PostgresContents> {
  const conversations = z.array(Conversation).parse(
    await server.sql(
      `select id, last_sequence, unhandled_since, owner_kind, owner_ticket_id, owner_agent_id,
         (select count(*) from tickets where conversation_id = conversations.id) as tickets from conversations`,
    ),
  );
  const tickets = z.array(Ticket).parse(await server.sql('select id, conversation_id, status, claimed_by from tickets'));
  return {
    conversations: conversations.map((row) => ({
      id: row.id,
      lastSequence: row.last_sequence,
      isPending: row.unhandled_since !== null,
      tickets: row.tickets,
    })),
    owners: conversations.map((row) => ({
      conversationId: row.id,
      kind: row.owner_kind,
      ticketId: row.owner_ticket_id,
      agentId: row.owner_agent_id,
    })),
    tickets: tickets.map((row) => ({
      id: row.id,
      conversationId: row.conversation_id,
      status: row.status,
      claimedBy: row.claimed_by,
    })),
    entries: (await server.sql('select * from entries')).map(entryOfRow),
    turns: (await server.sql('select * from turns')).map(turnOfRow),
  };
}

export async function countPendingIn(server: PostgresServer): Promise<number> {
  const [row] = await server.sql(`select count(*) as pending from conversations where unhandled_since is not null`);
  return z.object({ pending: whole }).parse(row).pending;
}
