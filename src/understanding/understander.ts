import type { IntentDefinition, ShopDefinition } from '../contract/content.ts';
import type { Classification, TextAnalysis } from '../contract/understanding.ts';

/** The operator's intents, checked: every `article`, `quickReplies` and flow slot refers to something. */
export interface IntentCatalogue {
  readonly shop: ShopDefinition;
  readonly intents: ReadonlyMap<string, IntentDefinition>;
  readonly outOfScope: readonly { readonly text: string; readonly language: 'en' | 'zh' | 'mixed' }[];
  /** SHA-256 over all files, hex: names what was trained from them. */
  readonly hash: string;
}

/** What a message means. Pure once made: the same text and vector give the same result. */
export interface Understander {
  readonly catalogue: IntentCatalogue;
  /** Names encoder, content and training recipe. */
  readonly version: string;
  /** Never throws; any string of any length is accepted. */
  analyse(text: string): TextAnalysis;
  /** `vector` embeds `analysis.normalised`. */
  classify(vector: Float32Array, analysis: TextAnalysis): Classification;
}
