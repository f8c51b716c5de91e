import type { ArticleUse } from '../contract/content-report.ts';
import { isMiss } from '../contract/decision.ts';
import { shareOf } from '../numerics/accuracy.ts';
import type { RecordedTurn } from './recorded-turns.ts';

/** Whoever comes back later comes with something else. */
const NEXT_WITHIN_MS = 10 * 60_000;
/** Of fewer chats, one customer in a bad mood would be a fifth. */
const LEAST_SHOWN = 5;

/** The turn that came next in the conversation, by a turn's id; those that nothing followed within ten minutes have none. */
export type NextTurns = ReadonlyMap<string, RecordedTurn>;

/** @param turns newest first */
export function nextTurns(turns: readonly RecordedTurn[]): NextTurns {
  const next = new Map<string, RecordedTurn>();
  const latest = new Map<string, RecordedTurn>();
  for (const turn of turns) {
    const after = latest.get(turn.conversationId);
    if (after && after.at - turn.at <= NEXT_WITHIN_MS) next.set(turn.id, after);
    latest.set(turn.conversationId, turn);
  }
  return next;
}

/** The bot had no answer, or asked "did you mean" and nothing was chosen; and not because a part of it failed. */
export function isUnanswered({ id, kind, isDegraded }: RecordedTurn, next: NextTurns): boolean {
  if (isDegraded) return false;
  return isMiss(kind) || (kind === 'clarify' && !leadsOn(next.get(id)));
}

function leadsOn(next: RecordedTurn | undefined): boolean {
  return next !== undefined && !isMiss(next.kind) && !GIVES_UP.has(next.kind);
}

/** "None of these" is acknowledged. */
const GIVES_UP: ReadonlySet<RecordedTurn['kind']> = new Set(['handoff', 'clarify', 'acknowledge']);

/**
 * What became of customers who were shown an article: asked for a person or complained with the next message, or asked what has no answer.
 * A chat counts once. Articles shown in fewer than five chats, and those that nobody was dissatisfied with, are left out; the rest is
 * ordered by the lower end of the 95 % interval of the share that was, so that two of five do not stand over thirty of a hundred.
 *
 * @param articleOf the article that an intent answers with
 */
export function judgeArticles(
  turns: readonly RecordedTurn[],
  next: NextTurns,
  articleOf: (intentId: string) => string | undefined,
): readonly Omit<ArticleUse, 'title'>[] {
  const uses = new Map<string, { shown: Set<string>; thenPerson: Set<string>; thenUnanswered: Set<string> }>();
  for (const { id, conversationId, articleId: shownId, intentId } of turns) {
    const articleId = shownId ?? (intentId === null ? undefined : articleOf(intentId));
    if (articleId === undefined) continue;
    const use = uses.get(articleId) ?? { shown: new Set(), thenPerson: new Set(), thenUnanswered: new Set() };
    uses.set(articleId, use);
    use.shown.add(conversationId);
    const after = next.get(id);
    if (after === undefined) continue;
    if (asksForPerson(after)) use.thenPerson.add(conversationId);
    else if (isUnanswered(after, next)) use.thenUnanswered.add(conversationId);
  }
  return [...uses]
    .map(([articleId, { shown, thenPerson, thenUnanswered }]) => ({
      articleId,
      shown: shown.size,
      thenPerson: thenPerson.size,
      thenUnanswered: [...thenUnanswered].filter((chat) => !thenPerson.has(chat)).length,
    }))
    .filter(({ shown, thenPerson, thenUnanswered }) => shown >= LEAST_SHOWN && thenPerson + thenUnanswered > 0)
    .sort((a, b) => surelyLeftToWish(b) - surelyLeftToWish(a) || b.shown - a.shown);
}

function asksForPerson({ kind, reason }: RecordedTurn): boolean {
  return kind === 'handoff' && (reason === 'asked-for-human' || reason === 'complaint');
}

function surelyLeftToWish({ shown, thenPerson, thenUnanswered }: Omit<ArticleUse, 'articleId' | 'title'>): number {
  return shareOf(thenPerson + thenUnanswered, shown).low;
}
