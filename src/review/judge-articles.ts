import type { ArticleUse } from '../contract/content-report.ts';
import { isMiss } from '../contract/decision.ts';
import { shareOf } from '../numerics/accuracy.ts';
import type { RecordedTurn } from './recorded-turns.ts';

/** Whoever comes back later comes with something else. */
const NEXT_WITHIN_MS = 10 * 60_000;
/** Of fewer, one customer in a bad mood would be a fifth. */
const LEAST_SHOWN = 5;

/**
 * What became of customers who were shown an article: asked for a person or complained with the next message, or asked what has no answer.
 * Articles shown fewer than five times, and those that nobody was dissatisfied with, are left out; the rest is ordered by the lower end of
 * the 95 % interval of the share that was, so that two of five do not stand over thirty of a hundred.
 *
 * @param turns newest first
 * @param articleOf the article that an intent answers with
 */
export function judgeArticles(
  turns: readonly RecordedTurn[],
  articleOf: (intentId: string) => string | undefined,
): readonly Omit<ArticleUse, 'title'>[] {
  const uses = new Map<string, { shown: number; thenPerson: number; thenUnanswered: number }>();
  const nextOf = new Map<string, RecordedTurn>();
  for (const turn of turns) {
    const next = nextOf.get(turn.conversationId);
    nextOf.set(turn.conversationId, turn);
    const articleId = turn.articleId ?? (turn.intentId === null ? undefined : articleOf(turn.intentId));
    if (articleId === undefined) continue;
    const use = uses.get(articleId) ?? { shown: 0, thenPerson: 0, thenUnanswered: 0 };
    uses.set(articleId, use);
    use.shown += 1;
    if (next === undefined || next.at - turn.at > NEXT_WITHIN_MS) continue;
    if (asksForPerson(next)) use.thenPerson += 1;
    else if (isUnanswered(next)) use.thenUnanswered += 1;
  }
  return [...uses]
    .map(([articleId, use]) => ({ articleId, ...use }))
    .filter(({ shown, thenPerson, thenUnanswered }) => shown >= LEAST_SHOWN && thenPerson + thenUnanswered > 0)
    .sort((a, b) => surelyLeftToWish(b) - surelyLeftToWish(a) || b.shown - a.shown);
}

/** The bot said that it has no answer, and not because a part of it failed. */
export function isUnanswered({ kind, isDegraded }: RecordedTurn): boolean {
  return !isDegraded && isMiss(kind);
}

function asksForPerson({ kind, reason }: RecordedTurn): boolean {
  return kind === 'handoff' && (reason === 'asked-for-human' || reason === 'complaint');
}

function surelyLeftToWish({ shown, thenPerson, thenUnanswered }: Omit<ArticleUse, 'articleId' | 'title'>): number {
  return shareOf(thenPerson + thenUnanswered, shown).low;
}
