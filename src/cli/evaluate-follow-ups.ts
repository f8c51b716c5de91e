import type { Config } from '../config/load-config.ts';
import type { Language } from '../contract/language.ts';
import type { Brain } from '../open-brain.ts';
import type { Retriever } from '../retrieval/retriever.ts';
import { splitPassages } from '../retrieval/split-passages.ts';
import { byKind } from './by-kind.ts';
import { imagineConversation } from '../imagine-conversation.ts';

/** A message after another one, and what answers it there: `benchmarks/quality/heldout/follow-ups-en.jsonl`. */
export interface FollowUpRow {
  readonly before: string;
  readonly text: string;
  readonly lang: Language;
  /** Null when no article answers: thanks, a remark, or something foreign. */
  readonly article: string | null;
  /** The headings over the passages that answer; null stands for the article's lead. */
  readonly headings: readonly (string | null)[];
  /** Of message: it leans on the one before, asks for a fact of the product there, or changes the subject. */
  readonly kind: string;
}

export interface FollowUpQuality {
  readonly rows: number;
  /** Messages that were answered with the article, or rightly with none. */
  readonly article: number;
  /** And with the passage. */
  readonly passage: number;
}

/** Says both messages to the bot, one after the other, and notes how it answers the second: in all, and by kind of message. */
export async function evaluateFollowUps(
  rows: readonly FollowUpRow[],
  brain: Brain,
  config: Config,
): Promise<Readonly<Record<string, FollowUpQuality>>> {
  const results: { readonly kind: string; readonly isArticle: boolean; readonly isPassage: boolean }[] = [];
  for (const row of rows) {
    const turn = (await imagineConversation([row.before, row.text], brain, config)).at(-1);
    const replies = (turn?.commit.entries ?? []).flatMap(({ body }) => (body.kind === 'message' ? [body] : []));
    const shown = replies.find(({ article }) => article !== null);
    const isArticle = (shown?.article?.articleId ?? null) === row.article;
    const isPassage =
      isArticle && (row.article === null || labelled(row, brain.retriever()).some((text) => shown?.text.includes(text)));
    results.push({ kind: row.kind, isArticle, isPassage });
  }
  return byKind(results, (kept) => ({
    rows: kept.length,
    article: kept.filter(({ isArticle }) => isArticle).length,
    passage: kept.filter(({ isPassage }) => isPassage).length,
  }));
}

/** The texts of the passages that a row names. */
function labelled({ article, lang, headings }: FollowUpRow, retriever: Retriever): readonly string[] {
  const found = article === null ? null : retriever.article(article, lang);
  const passages = found ? splitPassages(found) : [];
  return passages.filter((passage) => headings.includes(passage.headings.at(-1) ?? null)).map(({ text }) => text);
}
