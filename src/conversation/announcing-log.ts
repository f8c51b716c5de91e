import type { ConversationLog } from '../contract/conversation-log.ts';
import type { Announcements } from './announcements.ts';

/** The same log, which tells whoever listens what was written, after it was written. */
export function announcingLog(log: ConversationLog, announcements: Announcements): ConversationLog {
  return {
    ...forward(log),
    async accept(message) {
      const accepted = await log.accept(message);
      if (accepted.kind === 'accepted') {
        announcements.publish({ kind: 'log', conversationId: message.conversationId, sequence: accepted.entry.sequence });
      }
      return accepted;
    },
    async amend(amendment) {
      const amended = await log.amend(amendment);
      if (amended.kind === 'amended') {
        announcements.publish({ kind: 'log', conversationId: amendment.conversationId, sequence: amended.entry.sequence });
      }
      return amended;
    },
    async commit(commit) {
      const committed = await log.commit(commit);
      if (committed.kind !== 'committed') return committed;
      const { conversationId, ticket } = commit;
      if (ticket) {
        announcements.publish({
          kind: 'ticket',
          conversationId,
          ticketId: ticket.kind === 'open' ? ticket.ticket.id : ticket.ticketId,
        });
      }
      announcements.publish({ kind: 'log', conversationId, sequence: committed.conversation.lastSequence });
      return committed;
    },
  };
}

function forward(log: ConversationLog): ConversationLog {
  return {
    open: (conversation) => log.open(conversation),
    find: (id) => log.find(id),
    ofCustomer: (channel, customerId, limit) => log.ofCustomer(channel, customerId, limit),
    identify: (id, shopCustomerId) => log.identify(id, shopCustomerId),
    accept: (message) => log.accept(message),
    amend: (amendment) => log.amend(amendment),
    commit: (commit) => log.commit(commit),
    read: (id, options) => log.read(id, options),
    unhandled: (id) => log.unhandled(id),
    pending: (limit, before) => log.pending(limit, before),
    turn: (id) => log.turn(id),
  };
}
