import type { Article } from '../contract/content.ts';
import type { Language } from '../contract/language.ts';
import type { RankedPassage } from '../contract/passage.ts';

export interface Question {
  /** Normalised text of the message. */
  readonly text: string;
  /** Null when the encoder gave none: words alone then decide. */
  readonly vector: Float32Array | null;
  /** The customer's language; passages of the other one are served only where this one has none. */
  readonly language: Language;
}

/** The shop's own articles. Expired ones are never served. */
export interface Retriever {
  /** SHA-256 over all articles, hex. */
  readonly hash: string;
  /** Best first, one passage an article, at most `limit`. */
  search(question: Question, limit: number): readonly RankedPassage[];
  /** The passage of one article that answers best, or null when the article does not exist or has expired. */
  bestOf(articleId: string, question: Question): RankedPassage | null;
  /** How near the passage of an article comes that is nearest: a cosine, 0 where there is none. */
  likeness(articleId: string, question: Question): number;
  /** In the asked language, else in the other one; null when there is none or it has expired. */
  article(articleId: string, language: Language): Article | null;
  articles(): readonly Article[];
}
