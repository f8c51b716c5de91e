import type { Amendment } from '../contract/conversation.ts';
import type { Amended, ConversationLog } from '../contract/conversation-log.ts';
import { BotError } from '../contract/errors.ts';
import { LONGEST_MESSAGE } from './accept.ts';
import type { TurnRunner } from './run-turns.ts';

export type Amend = (amendment: Amendment) => Promise<Amended>;

/**
 * Takes a customer's change of a message that they sent before. One that has had its turn is not answered again: the change is shown to
 * agents. Raises PAYLOAD_TOO_LARGE.
 */
export function createAmend(deps: { readonly log: ConversationLog; readonly turns: Pick<TurnRunner, 'schedule'> }): Amend {
  return async (amendment) => {
    const { change, conversationId } = amendment;
    if (change.kind === 'edited' && change.text.length > LONGEST_MESSAGE) {
      throw new BotError('PAYLOAD_TOO_LARGE', `A message may have ${LONGEST_MESSAGE} characters; send it in parts`);
    }
    const amended = await deps.log.amend(amendment);
    if (amended.kind === 'amended' && amended.isUnanswered && change.kind === 'edited') {
      deps.turns.schedule(conversationId, change.text);
    }
    return amended;
  };
}
