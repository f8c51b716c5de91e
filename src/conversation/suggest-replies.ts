import type { ConversationLog } from '../contract/conversation-log.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Retriever } from '../retrieval/retriever.ts';
import type { Understander } from '../understanding/understander.ts';

export interface Suggestion {
  readonly articleId: string;
  readonly title: string;
  readonly text: string;
  readonly score: number;
}

const SUGGESTED = 3;
const LATEST = 30;
/** Worse passages only distract. */
const LEAST_SCORE = 0.15;

/** Passages that might answer the customer's last message, for the agent to send or to change. */
export function createSuggester(deps: {
  readonly log: ConversationLog;
  readonly embedder: Embedder;
  readonly understander: () => Understander;
  readonly retriever: () => Retriever;
}): (conversationId: string) => Promise<readonly Suggestion[]> {
  return async (conversationId) => {
    const conversation = await deps.log.find(conversationId);
    if (!conversation) return [];
    const entries = await deps.log.read(conversationId, {
      after: Math.max(0, conversation.lastSequence - LATEST),
      limit: LATEST,
      audience: 'customer',
    });
    const text = entries
      .flatMap(({ author, body }) =>
        author.kind === 'customer' && body.kind === 'message' && body.text !== '' ? [body.text] : [],
      )
      .at(-1);
    if (text === undefined) return [];
    const { normalised } = deps.understander().analyse(text);
    const [vector] = await deps.embedder.embed([normalised]);
    return deps
      .retriever()
      .search({ text: normalised, vector: vector ?? null, language: conversation.language }, SUGGESTED)
      .filter(({ score }) => score >= LEAST_SCORE)
      .map(({ passage, score }) => ({ articleId: passage.articleId, title: passage.title, text: passage.text, score }));
  };
}
