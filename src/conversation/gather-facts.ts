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
import { isTerse } from './is-terse.ts';
import { pressedIntent } from './pressed-intent.ts';
import { severalQuestions, type Aside } from './several-questions.ts';
import { standingOf, type Said } from './stands-alone.ts';

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
  const signals = findSignals(classification, clauses, intents);
  // An agent needs no answer of the bot.
  const mayLean = isAsking && conversation.owner.kind !== 'agent';
  const policy = { ...deps.thresholds, intents };
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
  return await answerInTopic(topic, question, { retriever: deps.retriever(), embed: (text) => embed(text, deps) });
}

/** Whether the message says too little by itself, or what it says is nearly as much the topic's ("is it free?" after exchanges). */
function leansOn(topic: Topic, said: Said, question: Question, deps: TurnDeps & { readonly policy: Policy }): boolean {
  const standing = standingOf(said, deps.policy);
  if (standing.by !== 'article') return standing.by === 'nothing';
  const likeness = (articleId: string): number => deps.retriever().likeness(articleId, question);
  const isElsewhere = standing.articleId !== topic.articleId;
  const margin = isTerse(question.text) ? deps.policy.topicMarginOfTerse : deps.policy.topicMargin;
  return isElsewhere && likeness(standing.articleId) - likeness(topic.articleId) < margin;
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
