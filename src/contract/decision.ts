import type { ShopAction } from './customer.ts';
import type { Awaiting, FlowProgress } from './dialogue.ts';
import type { RankedPassage } from './passage.ts';
import type { HandoffReason } from './ticket.ts';

export type SlotProblem =
  | { readonly kind: 'invalid' }
  /** The customer does not have it, or gave something else for it. */
  | { readonly kind: 'not-at-hand' }
  /** The slot's `mistakes` know what is wrong; `index` says which. */
  | { readonly kind: 'mistake'; readonly index: number };

/** What the bot does with a turn. Made by `decide`, said by `compose`. */
export type Decision =
  /** The intent's own text and, when it names an article, the passage of it that answers best. */
  | {
      readonly kind: 'answer-intent';
      readonly intentId: string;
      readonly offersHuman: boolean;
      /** The customer wants this in place of the flow that waits. */
      readonly leaves?: true;
    }
  /** A passage that answers better than any intent's own words; `isFollowUp`: to a message that leans on the topic before it. */
  | {
      readonly kind: 'answer-passage';
      readonly passage: RankedPassage;
      /** What the message meant, or what the passage's article is about; null where no intent has it. */
      readonly intentId: string | null;
      readonly isFollowUp: boolean;
      readonly offersHuman: boolean;
      readonly leaves?: true;
    }
  /** The customer asked how a flow goes: the intent's article answers, and the flow is offered, not begun. */
  | { readonly kind: 'explain-flow'; readonly intentId: string }
  /** `again`: the customer said yes to several choices at once. */
  | { readonly kind: 'clarify'; readonly intentIds: readonly string[]; readonly again?: true }
  | {
      readonly kind: 'ask-slot';
      readonly awaiting: Awaiting & { readonly kind: 'slot' };
      /** What was wrong with the answer to the same question; null when it is asked for the first time. */
      readonly problem: SlotProblem | null;
    }
  /** `again`: the answer was neither a yes nor a no. */
  | { readonly kind: 'confirm'; readonly flow: FlowProgress; readonly again?: true }
  /** One order, or the signed-in customer's latest when `orderNumber` is null. */
  | {
      readonly kind: 'show-order';
      readonly flow: FlowProgress;
      readonly orderNumber: string | null;
      readonly contact: string | null;
      /** It was asked for because of a trouble that a person sees to. */
      readonly offersHuman?: boolean;
    }
  | { readonly kind: 'act'; readonly flow: FlowProgress; readonly action: ShopAction; readonly contact: string | null }
  | { readonly kind: 'flow-cancelled'; readonly intentId: string }
  | { readonly kind: 'offer-human'; readonly reason: HandoffReason }
  | { readonly kind: 'handoff'; readonly reason: HandoffReason }
  /** A yes, a no, a file or an emoji that asks nothing. */
  | { readonly kind: 'acknowledge'; readonly tone: 'yes' | 'no' | 'file' | 'wordless' }
  | { readonly kind: 'abstain' }
  /** The customer waits for a person: told that the message is kept and, while nobody is there, when they are back. */
  | { readonly kind: 'keep-for-agent'; readonly ticketId: string }
  /** The customer said that no person is needed any more. */
  | { readonly kind: 'leave-queue'; readonly ticketId: string }
  /** A person has the conversation, or it waits for one and the bot has no certain answer: the message is theirs, the bot says nothing. */
  | { readonly kind: 'stay-silent' };

/** The bot has no answer, and says so. */
export function isMiss(kind: Decision['kind']): boolean {
  return kind === 'abstain' || kind === 'offer-human';
}
