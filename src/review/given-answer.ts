import type { ConversationCommit } from '../contract/conversation-log.ts';
import { isMiss, type Decision } from '../contract/decision.ts';
import type { TurnRecord } from '../contract/turn.ts';
import type { GivenAnswer } from './compare-answers.ts';

/** What a turn gave the customer. `hide` takes out of words what leads to one customer: flows repeat what they were told. */
export function givenAnswer(
  { record: { decision }, commit }: { readonly record: TurnRecord; readonly commit: ConversationCommit },
  hide: (words: string) => string,
): GivenAnswer {
  const replies = commit.entries.flatMap(({ body }) => (body.kind === 'message' ? [body] : []));
  const articles = replies.flatMap(({ article }) => article ?? []);
  const words = replies.map(({ text }) => text).join('\n\n');
  const awaiting = commit.state?.awaiting?.kind;
  const isInFlow = IN_FLOWS.has(decision.kind) || awaiting === 'slot' || awaiting === 'confirmation';
  return {
    kind: decision.kind,
    isMiss: isMiss(decision.kind),
    intentIds: intentsOf(decision),
    articles,
    reason: decision.kind === 'handoff' || decision.kind === 'offer-human' ? decision.reason : null,
    words: isInFlow ? hide(words) : words,
  };
}

const IN_FLOWS: ReadonlySet<Decision['kind']> = new Set(['ask-slot', 'confirm', 'show-order', 'act']);

function intentsOf(decision: Decision): readonly string[] {
  switch (decision.kind) {
    case 'answer-intent':
    case 'explain-flow':
    case 'flow-cancelled':
      return [decision.intentId];
    case 'answer-passage':
      return decision.intentId === null ? [] : [decision.intentId];
    case 'clarify':
      return decision.intentIds;
    case 'ask-slot':
      return [decision.awaiting.flow.intentId];
    case 'confirm':
    case 'show-order':
    case 'act':
      return [decision.flow.intentId];
    default:
      return [];
  }
}
