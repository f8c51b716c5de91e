import type { IntentDefinition } from '../contract/content.ts';
import type { Language } from '../contract/language.ts';
import type { Retriever } from '../retrieval/retriever.ts';

/**
 * The intents that lead to something today. One that says nothing by itself, and whose article has run out or is gone, is no answer: its
 * messages are treated as those that nothing answers.
 */
export function ableIntents(
  intents: ReadonlyMap<string, IntentDefinition>,
  retriever: Pick<Retriever, 'article'>,
  language: Language,
): ReadonlyMap<string, IntentDefinition> {
  return new Map([...intents].filter(([, intent]) => isAble(intent)));

  function isAble({ answer, article, flow, handoff }: IntentDefinition): boolean {
    const leadsOn = answer !== undefined || flow !== undefined || handoff?.when === 'always';
    return leadsOn || article === undefined || retriever.article(article, language) !== null;
  }
}
