import type { Language } from './language.ts';

/** A piece of an article that stands alone as an answer. */
export interface Passage {
  /** `<articleId>/<language>#<index>`. */
  readonly id: string;
  readonly articleId: string;
  readonly language: Language;
  readonly title: string;
  /** Headings above the passage, outermost first, without the title. */
  readonly headings: readonly string[];
  /** Markdown, as the operator wrote it. */
  readonly text: string;
}

export interface RankedPassage {
  readonly passage: Passage;
  /** Calibrated probability that the passage answers the question, in [0, 1]. */
  readonly score: number;
  /** Which road found it best; for explanation. */
  readonly via: 'question' | 'vector' | 'words';
}
