/** What a customer's socket brought of the conversation as a whole. */
export interface Heard {
  /** From the event that handed the conversation over to the one by which the customer left the queue, as sequences of the log. */
  readonly waits: readonly { readonly from: number; readonly until: number }[];
  /** Sequence of the last message that was replied to: the turn that did so took all before it along. */
  readonly repliedUpTo: number;
}

/** A message to which no reply refers; without a sequence when not even it itself was seen. */
export interface Unreplied {
  readonly sequence: number | null;
  readonly customer: Heard;
}

/**
 * What became of messages to which no reply refers. While the customer waits for a person the bot says only what is certain, so that
 * silence there is no miss, also when it answers something later.
 */
export function fates(messages: readonly Unreplied[]): { readonly leftToPerson: number; readonly unanswered: number } {
  const isLeft = ({ sequence, customer }: Unreplied): boolean =>
    sequence !== null && customer.waits.some(({ from, until }) => from < sequence && sequence < until);
  const others = messages.filter((message) => !isLeft(message));
  return {
    leftToPerson: messages.length - others.length,
    unanswered: others.filter(({ sequence, customer }) => sequence === null || sequence > customer.repliedUpTo).length,
  };
}
