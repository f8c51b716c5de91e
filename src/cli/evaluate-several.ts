import type { Config } from '../config/load-config.ts';
import type { Language } from '../contract/language.ts';
import { flowOf } from '../conversation/advance.ts';
import type { Brain } from '../open-brain.ts';
import { byKind } from './by-kind.ts';
import { imagineConversation } from '../imagine-conversation.ts';

/** What a visitor writes before the bot answers, and the articles that answer it: `benchmarks/quality/heldout/several.jsonl`. */
export interface SeveralRow {
  readonly messages: readonly string[];
  readonly lang: Language;
  /** In the order asked; one where one thing is asked, however many sentences it takes. */
  readonly articles: readonly string[];
  readonly kind: string;
}

export interface SeveralQuality {
  readonly rows: number;
  /** Turns whose every question was answered with its article. */
  readonly all: number;
  /** Turns that were answered with an article too many. */
  readonly more: number;
  /** Turns that were answered with just the articles asked for. */
  readonly exact: number;
}

/**
 * Says the messages of each row to the bot as one turn and notes which articles it shows, or does what they are about in a flow: in all, and
 * by kind of turn.
 */
export async function evaluateSeveral(
  rows: readonly SeveralRow[],
  brain: Brain,
  config: Config,
): Promise<Readonly<Record<string, SeveralQuality>>> {
  const results: { readonly kind: string; readonly all: boolean; readonly more: boolean }[] = [];
  for (const row of rows) {
    const [turn] = await imagineConversation([row.messages], brain, config);
    const shown = new Set(
      (turn?.commit.entries ?? []).flatMap(({ body }) =>
        body.kind === 'message' && body.article !== null ? [body.article.articleId] : [],
      ),
    );
    const done = turn && brain.understander().catalogue.intents.get(flowOf(turn.record.decision)?.intentId ?? '')?.article;
    if (done !== undefined) shown.add(done);
    const all = row.articles.every((article) => shown.has(article));
    results.push({ kind: row.kind, all, more: shown.size > row.articles.length });
  }
  return byKind(results, (kept) => ({
    rows: kept.length,
    all: kept.filter(({ all }) => all).length,
    more: kept.filter(({ more }) => more).length,
    exact: kept.filter(({ all, more }) => all && !more).length,
  }));
}
