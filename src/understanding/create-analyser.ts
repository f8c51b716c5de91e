import type { ShopDefinition } from '../contract/content.ts';
import type { TextAnalysis } from '../contract/understanding.ts';
import { detectLanguage } from './detect-language.ts';
import { createEntityFinder } from './entities.ts';
import { normalise } from './normalise.ts';
import { sentimentOf } from './sentiment.ts';

/** Longer texts are analysed up to here: patterns must not cost seconds on a wall of text. */
const LONGEST = 4_000;

/** What can be told of a text without the encoder; `correct` mends the spelling of a normalised text. The analyser never throws. */
export function createAnalyser(
  shop: ShopDefinition,
  now: () => number,
  correct: (normalised: string) => string = (normalised) => normalised,
): (text: string) => TextAnalysis {
  const findEntities = createEntityFinder(shop, now);
  return (text) => {
    const head = text.slice(0, LONGEST);
    const normalised = correct(normalise(head));
    return {
      text,
      normalised,
      language: detectLanguage(head),
      // NFKC keeps the offsets of nearly all texts; where it does not, entities are told by the folded text.
      entities: findEntities(head.normalize('NFKC').length === head.length ? head.normalize('NFKC') : head),
      sentiment: sentimentOf(head, normalised),
      isWordless: !/[\p{L}\p{N}]/u.test(normalised),
    };
  };
}
