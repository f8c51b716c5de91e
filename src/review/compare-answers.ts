import type { ArticleLink } from '../contract/conversation.ts';
import type { Decision } from '../contract/decision.ts';
import type { HandoffReason } from '../contract/ticket.ts';

/** What a customer got in one turn. */
export interface GivenAnswer {
  readonly kind: Decision['kind'];
  /** The bot said that it has no answer. */
  readonly isMiss: boolean;
  /** Of the answer, of the flow, or those that were offered. */
  readonly intentIds: readonly string[];
  /** Shown, in their order. */
  readonly articles: readonly ArticleLink[];
  /** Why a person was called or offered; null in other turns. */
  readonly reason: HandoffReason | null;
  /** All that was said. */
  readonly words: string;
}

/** `other`: another article, intent or flow; `reworded`: the same in other words; `handover`: a person is called, or no longer. */
export const CHANGE_KINDS = ['gained', 'lost', 'other', 'reworded', 'handover'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What of the answer to one message is otherwise; null where the customer would see no difference. Pure. */
export function compareAnswers(before: GivenAnswer, after: GivenAnswer): ChangeKind | null {
  const isHandover = before.kind === 'handoff';
  if (isHandover !== (after.kind === 'handoff')) return 'handover';
  if (before.isMiss !== after.isMiss) return before.isMiss ? 'gained' : 'lost';
  // How the bot says that, or when somebody is there, is no matter of the content.
  if (isHandover || before.isMiss) return null;
  if (subjectOf(before) !== subjectOf(after)) return 'other';
  return before.words === after.words ? null : 'reworded';
}

/** Why an article was shown is nothing to the customer who sees it. */
function subjectOf({ kind, intentIds, articles }: GivenAnswer): string {
  const shown = articles.map(({ articleId }) => articleId);
  const isAnswer = ANSWERS.has(kind);
  return JSON.stringify(isAnswer && shown.length > 0 ? shown : [isAnswer ? 'answer' : kind, intentIds, shown]);
}

const ANSWERS: ReadonlySet<Decision['kind']> = new Set(['answer-intent', 'answer-passage', 'explain-flow']);
