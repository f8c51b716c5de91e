import type { Conversation, LogEntry } from '../contract/conversation.ts';
import type { ShopCustomer } from '../contract/customer.ts';
import type { Topic } from '../contract/dialogue.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { Classification, TextAnalysis } from '../contract/understanding.ts';
import type { Question } from '../retrieval/retriever.ts';
import { classifyClauses } from './classify-clauses.ts';
import { answerInTopic, topicOf } from './follow-up.ts';
import { clausesToRead, findSignals, type LoyaltySignal } from './find-signals.ts';
import { waitsInFlow, type Policy } from './decide.ts';
import type { TurnDeps } from './handle-turn.ts';
import { isTerse, refersBack } from './is-terse.ts';
import { looksLikeQuestion } from './looks-like-question.ts';
import { pressedIntent } from './pressed-intent.ts';
import { severalQuestions, type Aside } from './several-questions.ts';
import { hasFlow } from './flows.ts';
import { betterPassage, standingOf, sureIntent, type Said } from './stands-alone.ts';

export interface GatheredFacts {
  readonly analysis: TextAnalysis;
  readonly question: Question;
  readonly classification: Classification | null;
  readonly pressedIntentId: string | null;
  /** What the message means for the customer's loyalty; one message may hold several. */
  readonly signals: readonly LoyaltySignal[];
  readonly passages: readonly RankedPassage[];
  readonly followUp: RankedPassage | null;
  /** The answer to the main question of several, where no intent brings it. */
  readonly answer: RankedPassage | null;
  /** Answers to what was asked besides; `analysis`, `question`, `classification` and `passages` are then of the main question alone. */
  readonly asides: readonly Aside[];
  readonly customer: ShopCustomer | null;
  /** Parts that failed or ran out of time. */
  readonly degraded: readonly string[];
}

const PASSAGES = 3;

/** Asks every room what it knows of the turn. Each has its own deadline; a failure is noted, and the rest goes on. */
export async function gatherFacts(
  conversation: Conversation,
  messages: readonly LogEntry[],
  policy: Policy,
  deps: TurnDeps,
): Promise<GatheredFacts> {
  const degraded: string[] = [];
  async function attempt<T>(part: string, work: () => T | Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch {
      degraded.push(part);
      return otherwise;
    }
  }

  const understander = deps.understander();
  const readClauses = (texts: readonly string[]): Promise<readonly Classification[]> =>
    classifyClauses(texts, { understander, embedder: deps.embedder, signal: AbortSignal.timeout(deps.deadlines.embedMs) });
  const text = messages.flatMap(({ body }) => (body.kind === 'message' && body.text !== '' ? [body.text] : [])).join('\n');
  const analysis = understander.analyse(text);
  const [vector, customer] = await Promise.all([
    attempt('embedding', () => (analysis.isWordless ? null : embed(analysis.normalised, deps)), null),
    attempt('customer', () => customerOf(conversation, deps), null),
  ]);
  await deps.pace();
  const language = analysis.language === 'mixed' ? conversation.language : analysis.language;
  const question = { text: analysis.normalised, vector, language };
  const isAsking = !analysis.isWordless;
  const classification =
    vector && isAsking ? await attempt('classification', () => understander.classify(vector, analysis), null) : null;
  const { intents } = understander.catalogue;
  const clauses = await attempt('clauses', () => readClauses(clausesToRead(classification, analysis, intents)), []);
  const said = {
    classification,
    pressedIntentId: pressedIntent(text, understander.catalogue),
    passages: isAsking ? await attempt('retrieval', () => deps.retriever().search(question, PASSAGES), []) : [],
  };
  const sure = sureIntent(said, policy);
  // An agent needs no answer of the bot.
  const mayLean = isAsking && conversation.owner.kind !== 'agent';
  const several =
    mayLean && vector && !waitsInFlow(conversation)
      ? await attempt(
          'questions',
          () =>
            severalQuestions(text, language, said, {
              understander,
              retriever: deps.retriever(),
              embedder: deps.embedder,
              policy,
              signal: AbortSignal.timeout(deps.deadlines.embedMs),
            }),
          null,
        )
      : null;
  // "And the kettle?" after a price is near a complaint, and the kettle's article answers it: what another article answers is no trouble.
  const isOfAnother = sure !== null && betterPassage(sure, said, policy) !== null;
  // And what is a question only together with the one before it ("do I get anything for that") means nothing by itself.
  const isHalf =
    topicOf(conversation.state) !== null && looksLikeQuestion(analysis.normalised) && standingOf(said, policy).by === 'nothing';
  const signals = findSignals(isOfAnother || isHalf ? null : classification, clauses, intents);
  const main = several?.main ?? { analysis, question, said, answer: null };
  return {
    ...main.said,
    analysis: { ...main.analysis, entities: analysis.entities, sentiment: analysis.sentiment },
    question: main.question,
    answer: main.answer,
    asides: several?.asides ?? [],
    customer,
    degraded,
    signals,
    // What stands by itself leans on nothing.
    followUp:
      mayLean && !several
        ? await attempt('follow-up', () => followUpOf(conversation, { said, question, policy }, deps), null)
        : null,
  };
}

async function followUpOf(
  { state }: Conversation,
  { said, question, policy }: { readonly said: Said; readonly question: Question; readonly policy: Policy },
  deps: TurnDeps,
): Promise<RankedPassage | null> {
  const topic = topicOf(state);
  if (topic === null || !leansOn(topic, said, question, { ...deps, policy })) return null;
  const found = await answerInTopic(
    topic,
    { said: question, alone: said.passages },
    { retriever: deps.retriever(), embed: (text) => embed(text, deps) },
  );
  return found && found.passage.articleId === askedFlow(said, question, policy) ? null : found;
}

/** Whether the message says too little by itself, or what it says is nearly as much the topic's ("is it free?" after exchanges). */
function leansOn(topic: Topic, said: Said, question: Question, deps: TurnDeps & { readonly policy: Policy }): boolean {
  const standing = standingOf(said, deps.policy);
  const ownArticle = standing.by === 'article' ? standing.articleId : askedFlow(said, question, deps.policy);
  // "What do I do" is near small talk, and a question all the same.
  const isForeignQuestion = (said.classification?.outOfScope ?? false) && looksLikeQuestion(question.text);
  if (ownArticle === null) return standing.by === 'nothing' || isForeignQuestion;
  const likeness = (articleId: string): number => deps.retriever().likeness(articleId, question);
  const isElsewhere = ownArticle !== topic.articleId;
  const margin = isTerse(question.text) ? deps.policy.topicMarginOfTerse : deps.policy.topicMargin;
  return isElsewhere && likeness(ownArticle) - likeness(topic.articleId) < margin;
}

/**
 * "How do I cancel it?" means an order by itself, and something else after a word on the membership: the article of the flow that such a
 * question would explain, or null.
 */
function askedFlow(said: Said, { text }: Question, policy: Policy): string | null {
  const intent = sureIntent(said, policy);
  const asks = said.pressedIntentId === null && refersBack(text) && looksLikeQuestion(text);
  return asks && hasFlow(intent) && intent.flow.action !== 'show-order' ? (intent.article ?? null) : null;
}

async function embed(normalised: string, deps: TurnDeps): Promise<Float32Array | null> {
  const signal = AbortSignal.timeout(deps.deadlines.embedMs);
  const [vector] = await deps.embedder.embed([normalised], { signal, purpose: 'query' });
  return vector ?? null;
}

async function customerOf({ shopCustomerId }: Conversation, deps: TurnDeps): Promise<ShopCustomer | null> {
  if (shopCustomerId === null) return null;
  return await deps.shop.customer(shopCustomerId, AbortSignal.timeout(deps.deadlines.shopMs));
}
