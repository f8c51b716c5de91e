import type { ContentReport, UnansweredGroup } from '../contract/content-report.ts';
import type { Language, LocalisedText } from '../contract/language.ts';
import type { TextAnalysis } from '../contract/understanding.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Retriever } from '../retrieval/retriever.ts';
import type { Understander } from '../understanding/understander.ts';
import { groupByMeaning } from './group-by-meaning.ts';
import { hidePersonal, isPersonalOnly } from './hide-personal.ts';
import { isUnanswered, judgeArticles, nextTurns } from './judge-articles.ts';
import type { RecordedTurn, RecordedTurns } from './recorded-turns.ts';

export interface ContentReportDeps {
  readonly turns: RecordedTurns;
  readonly embedder: Embedder;
  readonly understander: () => Understander;
  readonly retriever: () => Retriever;
  /** Whether the bot has an answer today to this message of a stranger. */
  readonly isAnsweredNow: (text: string) => Promise<boolean>;
}

const MOST_TURNS = 20_000;
const MOST_UNANSWERED = 400;
const MOST_GROUPS = 50;
const MOST_WORDINGS = 5;
/** A cosine, chosen on held-out messages (benchmarks/quality/groups/README.md). */
const SAME_MEANING = 0.55;
/** What is less probable is near by chance. */
const LEAST_NEAR = 0.2;

/**
 * What customers asked and the bot could not answer, grouped by meaning across languages, and the articles that left customers wishing for
 * more: of turns with from ≤ `at` < to, ms since the epoch. Raises STORE_UNAVAILABLE and EMBEDDING_UNAVAILABLE.
 */
export async function reportContent(
  { from, to }: { readonly from: number; readonly to: number },
  deps: ContentReportDeps,
): Promise<ContentReport> {
  const all = await deps.turns.newest(from, to, MOST_TURNS);
  const turns = all.filter(({ kind }) => kind !== 'stay-silent');
  const next = nextTurns(turns);
  const unanswered = turns.filter((turn) => isUnanswered(turn, next));
  const newest = unanswered.slice(0, MOST_UNANSWERED);
  const { intents } = deps.understander().catalogue;
  return {
    turns: turns.length,
    unanswered: unanswered.length,
    isCut: all.length === MOST_TURNS || newest.length < unanswered.length,
    groups: await groupsOf(await readMessages(newest, deps), deps),
    articles: judgeArticles(turns, next, (intentId) => intents.get(intentId)?.article).map((use) => ({
      ...use,
      title: titleOf(use.articleId, deps),
    })),
  };
}

interface Message {
  readonly turn: RecordedTurn;
  readonly analysis: TextAnalysis;
  readonly vector: Float32Array;
}

async function readMessages(turns: readonly RecordedTurn[], deps: ContentReportDeps): Promise<readonly Message[]> {
  const words = await deps.turns.wordsOf(turns);
  const messages: Message[] = [];
  for (const turn of turns) {
    const analysis = deps.understander().analyse(words.get(turn.id) ?? '');
    if (isPersonalOnly(analysis)) continue;
    // One by one, so that customers' messages come between.
    const [vector] = await deps.embedder.embed([analysis.normalised]);
    if (vector) messages.push({ turn, analysis, vector });
  }
  return messages;
}

async function groupsOf(messages: readonly Message[], deps: ContentReportDeps): Promise<readonly UnansweredGroup[]> {
  const vectors = messages.map(({ vector }) => vector);
  const grouped = (await groupByMeaning(vectors, SAME_MEANING))
    .map((places) => places.flatMap((place) => messages[place] ?? []))
    .sort((a, b) => chatsOf(b).size - chatsOf(a).size || b.length - a.length || lastOf(b).at - lastOf(a).at);
  const groups: UnansweredGroup[] = [];
  for (const group of grouped.slice(0, MOST_GROUPS)) groups.push(await describe(group, deps));
  return groups.sort((a, b) => Number(a.isAnsweredNow) - Number(b.isAnsweredNow));
}

async function describe(group: readonly Message[], deps: ContentReportDeps): Promise<UnansweredGroup> {
  const [typical] = group;
  const last = lastOf(group);
  const wordings = differing(group).slice(0, MOST_WORDINGS);
  const question = typical && {
    text: typical.analysis.normalised,
    vector: typical.vector,
    language: typical.analysis.language === 'en' ? ('en' as const) : ('zh' as const),
  };
  const [nearest] = question ? deps.retriever().search(question, 1) : [];
  return {
    messages: group.length,
    conversations: chatsOf(group).size,
    lastAt: last.at,
    lastConversationId: last.conversationId,
    lastSequence: last.sequences[0] ?? 0,
    wordings: wordings.map(hidePersonal),
    nearest:
      nearest === undefined || nearest.score < LEAST_NEAR
        ? null
        : {
            articleId: nearest.passage.articleId,
            title: titleOf(nearest.passage.articleId, deps),
            score: nearest.score,
          },
    isAnsweredNow: await areAnswered(wordings, deps),
  };
}

async function areAnswered(wordings: readonly TextAnalysis[], { isAnsweredNow }: ContentReportDeps): Promise<boolean> {
  for (const { text } of wordings) if (!(await isAnsweredNow(text))) return false;
  return true;
}

function titleOf(articleId: string, { retriever }: ContentReportDeps): LocalisedText {
  const titleIn = (language: Language): string => retriever().article(articleId, language)?.title ?? articleId;
  return { en: titleIn('en'), zh: titleIn('zh') };
}

function differing(group: readonly Message[]): readonly TextAnalysis[] {
  return [...new Map(group.map(({ analysis }) => [analysis.normalised, analysis])).values()];
}

function chatsOf(group: readonly Message[]): ReadonlySet<string> {
  return new Set(group.map(({ turn }) => turn.conversationId));
}

function lastOf(group: readonly Message[]): RecordedTurn {
  return group.map(({ turn }) => turn).reduce((last, turn) => (turn.at > last.at ? turn : last));
}
