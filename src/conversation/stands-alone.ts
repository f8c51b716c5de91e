import type { IntentDefinition } from '../contract/content.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { Policy, TurnFacts } from './decide.ts';
import { hasFlow } from './flows.ts';

/** What a message says by itself. */
export type Said = Pick<TurnFacts, 'classification' | 'pressedIntentId' | 'passages'>;

/** The intent the message certainly has: pressed as a button, or probable enough and in scope. */
export function sureIntent({ pressedIntentId, classification }: Said, policy: Policy): IntentDefinition | null {
  if (pressedIntentId !== null) return policy.intents.get(pressedIntentId) ?? null;
  const best = classification?.intents[0];
  if (!best || best.p < policy.sureIntent || classification?.outOfScope) return null;
  return policy.intents.get(best.id) ?? null;
}

/**
 * An intent has one article, or only words ("tell me which product you mean"); a question often says more ("is the Dawn kettle made of
 * steel?"), and then retrieval is sure of another article and nearly sure that it is not the intent's own.
 */
export function betterPassage(
  intent: IntentDefinition,
  { passages }: Said,
  policy: Policy,
  sure = policy.surerPassage,
): RankedPassage | null {
  const [best] = passages;
  if (!best || best.score < sure || intent.group === 'smalltalk' || intent.handoff) return null;
  return scoreOf(intent.article, passages) <= policy.unlikelyArticle ? best : null;
}

/** The article that a message would be answered with by itself, or null. */
export function subjectOf(said: Said, policy: Policy): string | null {
  const intent = sureIntent(said, policy);
  if (intent) return betterPassage(intent, said, policy)?.passage.articleId ?? intent.article ?? null;
  const [best] = said.passages;
  const sure = said.classification?.outOfScope ? policy.surePassageOfForeign : policy.surePassage;
  return best && best.score >= sure ? best.passage.articleId : null;
}

/**
 * How a message is understood without what went before: by its kind (a button, a flow, small talk), by an article that it is surely about, or
 * not at all. "And abroad?" or "the second one says pending" have an intent, too, but retrieval then is unsure of its article; where both
 * agree, or retrieval alone is sure, the message is about what it says.
 */
export type Standing =
  { readonly by: 'kind' } | { readonly by: 'article'; readonly articleId: string } | { readonly by: 'nothing' };

export function standingOf(said: Said, policy: Policy): Standing {
  const best = said.classification?.intents[0];
  // "Haha" and "哦哦" lean on nothing either, be they foreign or not.
  if (best && best.p >= policy.sureIntent && policy.intents.get(best.id)?.group === 'smalltalk') return { by: 'kind' };
  const intent = sureIntent(said, policy);
  const sure = said.classification?.outOfScope ? policy.surePassageOfForeign : policy.surerPassage;
  const found = intent ? betterPassage(intent, said, policy) : said.passages.find(({ score }) => score >= sure);
  if (found) return { by: 'article', articleId: found.passage.articleId };
  if (!intent) return { by: 'nothing' };
  if (said.pressedIntentId !== null || intent.handoff?.when === 'always') return { by: 'kind' };
  if (hasFlow(intent) && (best?.p ?? 0) >= policy.sureFlow) return { by: 'kind' };
  if (intent.article === undefined) return { by: intent.handoff ? 'kind' : 'nothing' };
  return scoreOf(intent.article, said.passages) >= policy.ownArticle
    ? { by: 'article', articleId: intent.article }
    : { by: 'nothing' };
}

/** The probability that an article answers, as far as the passages found say. */
export function scoreOf(articleId: string | undefined, passages: readonly RankedPassage[]): number {
  return passages.find(({ passage }) => passage.articleId === articleId)?.score ?? 0;
}
