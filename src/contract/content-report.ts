import type { LocalisedText } from './language.ts';

/** An article, by what the shop calls it. */
export interface NamedArticle {
  readonly articleId: string;
  readonly title: LocalisedText;
}

/** Messages of one meaning that the bot had no answer to. */
export interface UnansweredGroup {
  readonly messages: number;
  readonly conversations: number;
  /** When and where the last of them was written; ms since the epoch. */
  readonly lastAt: number;
  readonly lastConversationId: string;
  readonly lastSequence: number;
  /** Different wordings, the most typical first; numbers, addresses and the like are replaced by what they are. */
  readonly wordings: readonly string[];
  /** The article in force now that comes nearest, and the probability that it answers; null where no article is near. */
  readonly nearest: (NamedArticle & { readonly score: number }) | null;
  /** The bot has an answer to all of these wordings by now. */
  readonly isAnsweredNow: boolean;
}

/** What became of the customers who were shown an article. */
export interface ArticleUse extends NamedArticle {
  /** Chats that it was shown in. */
  readonly shown: number;
  /** Of those: the customer asked for a person, or complained, with the very next message. */
  readonly thenPerson: number;
  /** Of those: the bot had no answer to the very next message. */
  readonly thenUnanswered: number;
}

/** What the recorded turns of a span say of the shop's articles and intents. */
export interface ContentReport {
  /** Turns of the bot; fewer than there were where `isCut`. */
  readonly turns: number;
  /** Those without an answer, and those that asked "did you mean" in vain. */
  readonly unanswered: number;
  /** There were more turns than are looked at, or more unanswered messages than are grouped: these are the newest. */
  readonly isCut: boolean;
  /** Those of most conversations first, those without an answer before those that have one now. */
  readonly groups: readonly UnansweredGroup[];
  /** Those that most left to wish first: by the share of dissatisfied customers that is sure, however few they were. */
  readonly articles: readonly ArticleUse[];
}
