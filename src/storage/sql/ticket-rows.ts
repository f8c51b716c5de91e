import type { ChurnScore } from '../../contract/churn.ts';
import type { Language } from '../../contract/language.ts';
import type { NewTicket, Ticket, TicketPatch } from '../../contract/ticket.ts';
import type { Entity } from '../../contract/understanding.ts';
import type { Schema } from '../schema.ts';

export function ticketRow(ticket: NewTicket, conversationId: string, at: number): Schema['tickets'] {
  return {
    id: ticket.id,
    conversation_id: conversationId,
    status: 'waiting',
    reason: ticket.reason,
    priority: ticket.priority,
    language: ticket.language,
    summary: ticket.summary,
    entities: JSON.stringify(ticket.entities),
    churn: ticket.churn === null ? null : JSON.stringify(ticket.churn),
    claimed_by: null,
    outcome: null,
    rating: null,
    opened_at: at,
    claimed_at: null,
    closed_at: null,
    agent_active_at: null,
  };
}

export function ticketPatchColumns(patch: TicketPatch): Partial<Schema['tickets']> {
  const columns: Record<string, unknown> = {
    status: patch.status,
    claimed_by: patch.claimedBy,
    outcome: patch.outcome,
    rating: patch.rating === undefined ? undefined : patch.rating === null ? null : JSON.stringify(patch.rating),
    claimed_at: patch.claimedAt,
    closed_at: patch.closedAt,
    agent_active_at: patch.agentActiveAt,
    priority: patch.priority,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

export function ticketOf(row: Schema['tickets']): Ticket {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    status: row.status as Ticket['status'],
    reason: row.reason as Ticket['reason'],
    priority: row.priority,
    language: row.language as Language,
    summary: row.summary,
    entities: JSON.parse(row.entities) as readonly Entity[],
    churn: row.churn === null ? null : (JSON.parse(row.churn) as ChurnScore),
    claimedBy: row.claimed_by,
    outcome: row.outcome as Ticket['outcome'],
    rating: row.rating === null ? null : (JSON.parse(row.rating) as Ticket['rating']),
    openedAt: row.opened_at,
    claimedAt: row.claimed_at,
    closedAt: row.closed_at,
    agentActiveAt: row.agent_active_at,
  };
}
