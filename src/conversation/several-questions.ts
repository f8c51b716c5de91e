import type { IntentDefinition } from '../contract/content.ts';
import type { Language } from '../contract/language.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { TextAnalysis } from '../contract/understanding.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Question, Retriever } from '../retrieval/retriever.ts';
import { splitQuestions } from '../understanding/split-questions.ts';
import type { Understander } from '../understanding/understander.ts';
import type { Policy } from './decide.ts';
import { hasFlow } from './flows.ts';
import { isTerse, refersBack } from './is-terse.ts';
import { looksLikeQuestion } from './looks-like-question.ts';
import { looksLikeRequest } from './looks-like-request.ts';
import { standingOf, subjectOf, sureIntent, type Said } from './stands-alone.ts';

/** One thought of a turn, understood as if it were all that was said. */
export interface Part {
  readonly analysis: TextAnalysis;
  readonly question: Question;
  readonly said: Said;
  /** The answer, where another intent or none would be taken for it; null where the intent brings it, or begins a flow. */
  readonly answer: RankedPassage | null;
}

/** The answer to a question that is not the turn's last. */
export interface Aside {
  readonly passage: RankedPassage;
  /** Whose words go before the passage; null where an article alone answers. */
  readonly intentId: string | null;
}

/** What a turn comes down to that says more than one thing. */
export interface SeveralQuestions {
  /** In the order asked; none where the rest of the turn was a story. */
  readonly asides: readonly Aside[];
  /** What is decided by: the one that begins a flow, else the last; null where it says what the turn says as a whole. */
  readonly main: Part | null;
}

/**
 * Chosen on the odd rows of `benchmarks/quality/heldout/several.jsonl` and of the messages beside it; what they bring on the even ones stands in
 * the README there.
 */
const LINES = {
  /** An intent so probable and its article, found first with so much, agree; so much where the thought asks for nothing ("I forgot my password"). */
  intent: 0.9,
  agreed: 0.45,
  agreedOfStatement: 0.7,
  /** An article alone is sure; so much where the thought looks foreign to all intents. */
  article: 0.65,
  articleOfForeign: 0.75,
  /** Read with the thought before it, a thought goes on about the same; or is about something else. */
  same: 0.5,
  other: 0.6,
} as const;

/** Thoughts; what is longer is a story, in which statements ask for nothing and the question says more than the whole. */
const SHORT = 4;
/** Questions of a turn that are answered, at most: nobody waits in a chat for a letter. */
const MOST = 3;
const PASSAGES = 3;

export interface SeveralDeps {
  readonly understander: Understander;
  readonly retriever: Retriever;
  readonly embedder: Embedder;
  readonly policy: Policy;
  readonly signal: AbortSignal;
}

/**
 * Reads a turn thought by thought: "怎么退货，运费谁出", messages that waited together, or a story that ends in a question. Null where it is one
 * thought, where none of several is surely about an article or a flow, or where a short turn as a whole (`whole`) surely says something else.
 * Raises what the embedder raises.
 */
export async function severalQuestions(
  text: string,
  language: Language,
  whole: Said,
  deps: SeveralDeps,
): Promise<SeveralQuestions | null> {
  const isCall = sureIntent(whole, deps.policy)?.handoff?.when === 'always';
  const thoughts = whole.pressedIntentId !== null || isCall ? [] : splitQuestions(text);
  if (thoughts.length < 2) return null;
  const found = await readThoughts(thoughts, language, deps);
  const [first] = found;
  if (first === undefined) return null;
  if (found.length > 1) {
    const main = found.find(({ aside }) => aside === null) ?? found.at(-1) ?? first;
    return { main: main.part, asides: found.flatMap((one) => (one === main || one.aside === null ? [] : [one.aside])) };
  }
  const subject = subjectOf(whole, deps.policy);
  if (subject === first.subject) return { main: null, asides: [] };
  return subject !== null && thoughts.length <= SHORT ? null : { main: first.part, asides: [] };
}

interface Found {
  readonly part: Part;
  /** The article that answers, or the intent whose flow has none. */
  readonly subject: string;
  /** Null where a flow begins. */
  readonly aside: Aside | null;
}

/** The thought before another one, and what it is about as far as is known. */
interface Before {
  readonly text: string;
  readonly subject: string;
}

/** What the thoughts are surely about, each subject once, in order. */
async function readThoughts(thoughts: readonly string[], language: Language, deps: SeveralDeps): Promise<readonly Found[]> {
  const analyses = thoughts.map((thought) => deps.understander.analyse(thought));
  const vectors = await embed(analyses, deps);
  const found: Found[] = [];
  let before = null as Before | null;
  for (const [n, analysis] of analyses.entries()) {
    const part = read(analysis, vectors[n] ?? null, language, deps);
    const asks = looksLikeQuestion(analysis.normalised) || looksLikeRequest(analysis.normalised);
    let understood = asks || thoughts.length <= SHORT ? standsAlone(part, asks, deps) : null;
    if (asks && before) understood = await withBefore(before, part, understood, deps);
    if (understood && !found.some(({ subject }) => subject === understood?.subject)) found.push(understood);
    const subject = understood?.subject ?? part.said.passages[0]?.passage.articleId;
    before = subject === undefined ? null : { text: analysis.normalised, subject };
  }
  return found.slice(0, MOST);
}

function read(analysis: TextAnalysis, vector: Float32Array | null, language: Language, deps: SeveralDeps): Part {
  const question = { text: analysis.normalised, vector, language };
  const classification = vector && deps.understander.classify(vector, analysis);
  const said = { classification, pressedIntentId: null, passages: deps.retriever.search(question, PASSAGES) };
  return { analysis, question, said, answer: null };
}

function standsAlone(part: Part, asks: boolean, { policy }: SeveralDeps): Found | null {
  const { classification, passages } = part.said;
  const [best] = passages;
  const sure = sureIntent(part.said, policy);
  const intent = (classification?.intents[0]?.p ?? 0) >= LINES.intent ? sure : null;
  if (intent?.group === 'smalltalk') return null;
  if (standingOf(part.said, policy).by === 'kind') {
    const begins = hasFlow(sure) && (asks || (best?.score ?? 0) >= LINES.agreedOfStatement);
    return begins ? { part, subject: sure.article ?? sure.id, aside: null } : null;
  }
  if (best === undefined) return null;
  const agreed = asks ? LINES.agreed : LINES.agreedOfStatement;
  if (intent?.article === best.passage.articleId && best.score >= agreed) return about(part, best, intent);
  const alone = classification?.outOfScope ? LINES.articleOfForeign : LINES.article;
  return asks && best.score >= alone ? about(part, best, null) : null;
}

/** A thought that asks, read once more with the one before it ("and how long does it take?"): it may go on about the same, or say only so what it is about. */
async function withBefore(before: Before, part: Part, alone: Found | null, deps: SeveralDeps): Promise<Found | null> {
  const { text: said, language } = part.question;
  const isOpen = refers(part, deps);
  if (alone && !isOpen) return alone;
  const text = `${before.text}${language === 'zh' ? '，' : ', '}${said}`;
  const [vector = null] = await embed([{ normalised: text }], deps);
  const [best] = deps.retriever.search({ text, vector, language }, 1);
  if (best === undefined) return alone;
  const isSame = best.passage.articleId === before.subject;
  if (isOpen && isSame && best.score >= LINES.same) return null;
  if (isSame || best.score < LINES.other) return alone;
  const passage = deps.retriever.bestOf(best.passage.articleId, part.question);
  return passage && about(part, { ...passage, score: best.score }, null);
}

/** "Does it?", 要运费吗: by itself the thought may be about anything; unlike 积分怎么用, which is as short and surely about one article. */
function refers({ question: { text }, said: { passages } }: Part, { policy }: SeveralDeps): boolean {
  return refersBack(text) || (isTerse(text) && (passages[0]?.score ?? 0) < policy.surerPassage);
}

function about(part: Part, passage: RankedPassage, intent: IntentDefinition | null): Found {
  return {
    part: { ...part, answer: intent ? null : passage },
    subject: passage.passage.articleId,
    aside: { passage, intentId: intent?.id ?? null },
  };
}

function embed(
  said: readonly { readonly normalised: string }[],
  { embedder, signal }: SeveralDeps,
): Promise<readonly Float32Array[]> {
  return embedder.embed(
    said.map(({ normalised }) => normalised),
    { purpose: 'query', signal },
  );
}
