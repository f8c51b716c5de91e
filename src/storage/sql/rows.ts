import type { Author, Conversation, EntryBody, LogEntry, Owner } from '../../contract/conversation.ts';
import type { DialogueState } from '../../contract/dialogue.ts';
import type { Language } from '../../contract/language.ts';
import type { Schema } from '../schema.ts';

export function conversationOf(row: Schema['conversations']): Conversation {
  return {
    id: row.id,
    channel: row.channel,
    customerId: row.customer_id,
    shopCustomerId: row.shop_customer_id,
    language: row.language as Language,
    owner: ownerOf(row),
    fence: row.fence,
    version: row.version,
    state: JSON.parse(row.state) as DialogueState,
    lastSequence: row.last_sequence,
    handledSequence: row.handled_sequence,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function ownerOf(row: Schema['conversations']): Owner {
  const ticketId = row.owner_ticket_id ?? '';
  switch (row.owner_kind) {
    case 'agent':
      return { kind: 'agent', ticketId, agentId: row.owner_agent_id ?? '' };
    case 'queue':
      return { kind: 'queue', ticketId };
    default:
      return { kind: 'bot' };
  }
}

export function ownerColumns(owner: Owner): Pick<Schema['conversations'], 'owner_kind' | 'owner_ticket_id' | 'owner_agent_id'> {
  return {
    owner_kind: owner.kind,
    owner_ticket_id: owner.kind === 'bot' ? null : owner.ticketId,
    owner_agent_id: owner.kind === 'agent' ? owner.agentId : null,
  };
}

export function entryRow(entry: LogEntry): Schema['entries'] {
  const { author, body } = entry;
  return {
    conversation_id: entry.conversationId,
    sequence: entry.sequence,
    id: entry.id,
    at: entry.at,
    author_kind: author.kind,
    author_id: author.kind === 'bot' ? null : author.id,
    author_name: author.kind === 'agent' ? author.name : null,
    client_id: entry.clientId,
    body_kind: body.kind,
    body: JSON.stringify(body),
    channel_data: entry.channelData === null || entry.channelData === undefined ? null : JSON.stringify(entry.channelData),
    turn_id: entry.turnId,
  };
}

export function entryOf(row: Schema['entries']): LogEntry {
  return {
    conversationId: row.conversation_id,
    sequence: row.sequence,
    id: row.id,
    at: row.at,
    author: authorOf(row),
    body: JSON.parse(row.body) as EntryBody,
    clientId: row.client_id,
    channelData: row.channel_data === null ? null : (JSON.parse(row.channel_data) as unknown),
    turnId: row.turn_id,
  };
}

function authorOf(row: Schema['entries']): Author {
  const id = row.author_id ?? '';
  switch (row.author_kind) {
    case 'customer':
      return { kind: 'customer', id };
    case 'agent':
      return { kind: 'agent', id, name: row.author_name ?? '' };
    default:
      return { kind: 'bot' };
  }
}
