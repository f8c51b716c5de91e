import type { InboundMessage } from '../contract/conversation.ts';
import type { Accepted, ConversationLog } from '../contract/conversation-log.ts';
import { BotError } from '../contract/errors.ts';
import type { TurnRunner } from './run-turns.ts';

/** Longest message taken; longer ones are refused with a clear error, never cut in silence. */
export const LONGEST_MESSAGE = 10_000;

export type Accept = (message: InboundMessage) => Promise<Accepted>;

/**
 * Takes a customer's message: durable when the promise resolves, answered afterwards. A message with the same client id is
 * taken once, however often the channel sends it. Raises PAYLOAD_TOO_LARGE, BAD_REQUEST, CONVERSATION_NOT_FOUND.
 */
export function createAccept(deps: { readonly log: ConversationLog; readonly turns: TurnRunner }): Accept {
  return async (message) => {
    if (message.text.length > LONGEST_MESSAGE) {
      throw new BotError('PAYLOAD_TOO_LARGE', `A message may have ${LONGEST_MESSAGE} characters; send it in parts`);
    }
    if (message.text.trim() === '' && message.attachments.length === 0) {
      throw new BotError('BAD_REQUEST', 'A message needs text or an attachment');
    }
    const accepted = await deps.log.accept(message);
    if (accepted.kind === 'accepted') deps.turns.schedule(message.conversationId, message.text);
    return accepted;
  };
}
