import type { QuickReply } from '../contract/conversation.ts';
import type { Decision } from '../contract/decision.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { ComposeContext, Reply } from './compose.ts';

/** A passage after the intent's own words, if it has any. */
export function passageReply(ranked: RankedPassage, lead: string | null, quickReplies: readonly QuickReply[]): Reply {
  const { passage } = ranked;
  return {
    text: lead === null ? passage.text : `${lead}\n\n${passage.text}`,
    quickReplies,
    article: { articleId: passage.articleId, title: passage.title, language: passage.language },
  };
}

/** What was asked besides is answered first, so that the buttons of the main answer come last; but nothing is read by whoever is handed over. */
export function besides({ kind }: Decision, main: readonly Reply[], context: ComposeContext): readonly Reply[] {
  if (!GOES_ON.has(kind)) return [];
  const isShown = (articleId: string): boolean => main.some(({ article }) => article?.articleId === articleId);
  return context.asides
    .filter(({ passage: { passage } }) => !isShown(passage.articleId))
    .map(({ passage, intentId }) =>
      passageReply(passage, context.intents.get(intentId ?? '')?.answer?.[context.language] ?? null, []),
    );
}

const GOES_ON: ReadonlySet<Decision['kind']> = new Set([
  'answer-intent',
  'answer-passage',
  'explain-flow',
  'ask-slot',
  'confirm',
  'show-order',
]);
