import type { ChurnScorer } from '../churn/churn-scorer.ts';
import { isOverLine } from '../churn/policy.ts';
import type { TrialArm } from '../contract/churn.ts';
import type { Conversation, LogEntry, NewEntry, Owner } from '../contract/conversation.ts';
import type { ConversationCommit } from '../contract/conversation-log.ts';
import type { ShopCustomer } from '../contract/customer.ts';
import type { Decision } from '../contract/decision.ts';
import type { DialogueState } from '../contract/dialogue.ts';
import type { Language } from '../contract/language.ts';
import type { NewTicket } from '../contract/ticket.ts';
import type { TurnRecord } from '../contract/turn.ts';
import type { TextAnalysis } from '../contract/understanding.ts';
import type { Shop } from '../customers/shop.ts';
import type { Embedder } from '../embedding/embedder.ts';
import { agentHours } from '../handoff/agent-hours.ts';
import { ticketPriority } from '../handoff/priority.ts';
import { queueLeft } from '../handoff/queue-left.ts';
import { summarise } from '../handoff/summarise.ts';
import type { Retriever } from '../retrieval/retriever.ts';
import type { Understander } from '../understanding/understander.ts';
import { ableIntents } from './able-intents.ts';
import { advance, awaitingAfter, flowLeft, observe, type Carried } from './advance.ts';
import { compose, type Reply } from './compose.ts';
import type { Policy, TurnFacts } from './decide.ts';
import { decideOnTrial } from './decide-on-trial.ts';
import { hasFlow } from './flows.ts';
import type { Shown } from './follow-up.ts';
import { gatherFacts, type GatheredFacts } from './gather-facts.ts';
import type { Pace } from './pace.ts';
import { perform, type Outcome } from './perform.ts';

export interface TurnDeps {
  readonly embedder: Embedder;
  /** The content in force; replaced as a whole when operators change it. */
  readonly understander: () => Understander;
  readonly retriever: () => Retriever;
  readonly churn: ChurnScorer;
  /** Whether a customer over the line may be handed over because of the score. */
  readonly trialArmOf: (shopCustomerId: string) => TrialArm;
  readonly shop: Shop;
  readonly thresholds: Omit<Policy, 'intents'>;
  /** What a kept customer is worth when the shop does not say it. */
  readonly customerValue: number;
  readonly deadlines: { readonly embedMs: number; readonly shopMs: number };
  readonly pace: Pace;
  readonly now: () => number;
  readonly newId: () => string;
}

export interface HandledTurn {
  readonly commit: ConversationCommit;
  readonly record: TurnRecord;
}

/**
 * One turn: what the customer said since the last one → everything that changes because of it, as one commit.
 * A part that fails or is late makes the facts poorer and is named in `record.degraded`; it never breaks the turn.
 * `messages` holds at least one message; `history` the latest entries of the log, for the summary of a handoff.
 */
export async function handleTurn(
  conversation: Conversation,
  messages: readonly LogEntry[],
  history: readonly LogEntry[],
  deps: TurnDeps,
): Promise<HandledTurn> {
  const startedAt = deps.now();
  const understander = deps.understander();
  const { intents, shop } = understander.catalogue;
  const policy = { ...deps.thresholds, intents: ableIntents(intents, deps.retriever(), conversation.language) };
  const gathered = await gatherFacts(conversation, messages, policy, deps);
  const language = replyLanguage(conversation, gathered.analysis);

  const topIntent = gathered.classification?.outOfScope ? undefined : gathered.classification?.intents[0];
  const observed = observe(conversation.state, {
    sentiment: gathered.analysis.sentiment,
    signals: gathered.signals,
    entities: gathered.analysis.entities,
  });
  const churn = deps.churn.score({ customer: gathered.customer, dialogue: observed, now: startedAt });
  const isAtRisk = isOverLine(churn.probability, churn, conversation.state.atRisk);

  const isQueued = conversation.owner.kind === 'queue';
  const facts: TurnFacts = {
    owner: conversation.owner,
    isDeskClosed: isQueued && !agentHours(shop, startedAt).isOpen,
    state: conversation.state,
    analysis: gathered.analysis,
    hasAttachments: messages.some(({ body }) => body.kind === 'message' && body.attachments.length > 0),
    isSignedIn: conversation.shopCustomerId !== null,
    sequence: messages[0]?.sequence ?? conversation.handledSequence + 1,
    classification: gathered.classification,
    pressedIntentId: gathered.pressedIntentId,
    signals: gathered.signals,
    passages: gathered.passages,
    followUp: gathered.followUp,
    answer: gathered.answer,
    churn,
    isAtRisk,
  };
  const { decision, trialArm, mayEscalate } = decideOnTrial(
    facts,
    policy,
    conversation.shopCustomerId === null ? null : deps.trialArmOf(conversation.shopCustomerId),
  );
  const outcome = await perform(
    decision,
    { conversationId: conversation.id, shopCustomerId: conversation.shopCustomerId },
    {
      shop: deps.shop,
      shopDeadlineMs: deps.deadlines.shopMs,
      now: deps.now,
      flowIntent: (id) => {
        const intent = intents.get(id);
        return hasFlow(intent) ? intent : null;
      },
      passageOf: (id) => {
        const article = intents.get(id)?.article;
        return article === undefined ? null : deps.retriever().bestOf(article, { ...gathered.question, language });
      },
    },
  );
  const { awaiting } = conversation.state;
  const awaited = awaitingAfter(awaiting, decision, outcome);
  const replies = compose(decision, {
    language,
    intents,
    outcome,
    asides: gathered.asides,
    awaiting: awaited,
    left: flowLeft(awaiting, decision, awaited),
    isQueued,
    // Nothing else says when agents are there.
    agents:
      decision.kind === 'handoff' || decision.kind === 'keep-for-agent'
        ? agentHours(shop, startedAt)
        : { isOpen: true, opensAt: null },
    timeZone: shop.timeZone,
    now: startedAt,
  });

  const record: TurnRecord = {
    id: deps.newId(),
    conversationId: conversation.id,
    sequences: messages.map(({ sequence }) => sequence),
    language: gathered.analysis.language,
    replyLanguage: language,
    classification: gathered.classification,
    entityKinds: gathered.analysis.entities.map(({ kind }) => kind),
    sentiment: gathered.analysis.sentiment,
    passages: gathered.passages.map(({ passage, score }) => ({ id: passage.id, score })),
    ...(gathered.asides.length > 0 && {
      asides: gathered.asides.map(({ passage: { passage, score } }) => ({ id: passage.id, score })),
    }),
    churn,
    decision,
    ...(trialArm && { trialArm }),
    mayEscalate,
    degraded: gathered.degraded,
    tookMs: deps.now() - startedAt,
    at: startedAt,
  };
  const shown = shownBy({ decision, outcome, gathered, possible: deps.thresholds.unlikelyArticle });
  const ticket = decision.kind === 'handoff' ? newTicket(decision.reason, topIntent?.id ?? null) : null;
  return {
    commit: commitOf(conversation, messages, {
      decision,
      replies,
      record,
      ticket,
      observed,
      carried: { isAtRisk, outcome, shown },
      language,
      deps,
    }),
    record,
  };

  function newTicket(reason: NewTicket['reason'], topicId: string | null): NewTicket {
    const topic = topicId === null ? null : (intents.get(topicId)?.title[language] ?? null);
    return {
      id: deps.newId(),
      reason,
      priority: ticketPriority(reason, churn, valueOf(gathered.customer, deps)),
      language,
      summary: summarise({
        entries: history,
        entities: gathered.analysis.entities,
        topic,
        reason,
        language,
      }),
      entities: gathered.analysis.entities,
      churn,
    };
  }
}

function commitOf(
  conversation: Conversation,
  messages: readonly LogEntry[],
  made: {
    readonly decision: Decision;
    readonly replies: readonly Reply[];
    readonly record: TurnRecord;
    readonly ticket: NewTicket | null;
    readonly observed: DialogueState;
    readonly carried: Carried;
    readonly language: Language;
    readonly deps: TurnDeps;
  },
): ConversationCommit {
  const { ticket, record, deps } = made;
  const said = made.replies.map((reply): NewEntry => ({
    id: deps.newId(),
    author: { kind: 'bot' },
    turnId: record.id,
    body: { kind: 'message', text: reply.text, attachments: [], quickReplies: reply.quickReplies, article: reply.article },
  }));
  const handedOver: readonly NewEntry[] =
    ticket === null
      ? []
      : [
          {
            id: deps.newId(),
            author: { kind: 'bot' },
            turnId: record.id,
            body: { kind: 'event', event: { name: 'handed-over', ticketId: ticket.id, reason: ticket.reason } },
          },
        ];
  const owner: Owner | null = ticket === null ? null : { kind: 'queue', ticketId: ticket.id };
  const left = made.decision.kind === 'leave-queue' ? queueLeft(conversation, made.decision.ticketId, deps) : null;
  return {
    conversationId: conversation.id,
    expect: { version: conversation.version },
    entries: [...(left?.entries ?? []), ...said, ...handedOver],
    state: advance(made.observed, made.decision, made.carried),
    language: made.language,
    handledSequence: Math.max(...messages.map(({ sequence }) => sequence)),
    turn: record,
    ...(owner === null || ticket === null ? {} : { owner, ticket: { kind: 'open', ticket } }),
    ...(left && { owner: left.owner, ticket: left.ticket }),
  };
}

/** The article that the decision itself shows; answers to what was asked besides are nothing to lean on. */
function shownBy({
  decision,
  outcome,
  gathered,
  possible,
}: {
  readonly decision: Decision;
  readonly outcome: Outcome;
  readonly gathered: GatheredFacts;
  readonly possible: number;
}): Shown | null {
  const shown = decision.kind === 'answer-passage' ? decision.passage : outcome.kind === 'passage' ? outcome.passage : null;
  if (shown === null) return null;
  const { id, articleId } = shown.passage;
  const byItself = gathered.passages.find(({ passage }) => passage.articleId === articleId)?.score ?? 0;
  const leans = decision.kind === 'answer-passage' && decision.isFollowUp && byItself < possible;
  return { question: gathered.analysis.normalised, articleId, passageId: id, leans };
}

/** That of the message; but a single word ("ok", "paypal") changes the language of no conversation that has begun. */
function replyLanguage({ language, state }: Conversation, said: TextAnalysis): Language {
  const isWord = !/\s/u.test(said.normalised.trim()) && said.language === 'en';
  return said.language === 'mixed' || (isWord && state.turns > 0) ? language : said.language;
}

function valueOf(customer: ShopCustomer | null, deps: TurnDeps): number {
  return customer?.yearlyValue ?? deps.customerValue;
}
