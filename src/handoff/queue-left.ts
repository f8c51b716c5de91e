import type { Conversation } from '../contract/conversation.ts';
import type { ConversationCommit } from '../contract/conversation-log.ts';

/**
 * What becomes of a conversation whose customer no longer wants a person, by the button or in words: the bot has it again, the ticket is
 * closed as left, and the log tells it as the customer's own act.
 */
export function queueLeft(
  conversation: Pick<Conversation, 'customerId'>,
  ticketId: string,
  { now, newId }: { readonly now: () => number; readonly newId: () => string },
): Required<Pick<ConversationCommit, 'owner' | 'ticket' | 'entries'>> {
  return {
    owner: { kind: 'bot' },
    ticket: { kind: 'update', ticketId, patch: { status: 'closed', outcome: 'customer-left', closedAt: now() } },
    entries: [
      {
        id: newId(),
        author: { kind: 'customer', id: conversation.customerId },
        body: { kind: 'event', event: { name: 'queue-left' } },
      },
    ],
  };
}
