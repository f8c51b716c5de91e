import type { Decision } from '../contract/decision.ts';
import type { Awaiting, DialogueState, NamedEntity } from '../contract/dialogue.ts';
import type { Entity, EntityKind } from '../contract/understanding.ts';
import type { LoyaltySignal } from './find-signals.ts';
import { nextTopic } from './follow-up.ts';

/** Weight of the newest message in the running mean of sentiment (source: INSIGHT notes, EWMA .4). */
const SENTIMENT_WEIGHT = 0.4;
/** Below this a message counts as negative. */
const NEGATIVE = -0.25;

/** What a message adds to the dialogue before anything is decided: the churn scorer reads the result. */
export function observe(
  state: DialogueState,
  seen: { readonly sentiment: number; readonly signals: readonly LoyaltySignal[]; readonly entities: readonly Entity[] },
): DialogueState {
  const { counts } = state;
  return {
    ...state,
    turns: state.turns + 1,
    named: namedBy(state, seen.entities),
    sentiment:
      state.sentiment === null ? seen.sentiment : state.sentiment + SENTIMENT_WEIGHT * (seen.sentiment - state.sentiment),
    counts: {
      ...counts,
      ...Object.fromEntries(seen.signals.map((signal) => [signal, counts[signal] + 1])),
      negative: counts.negative + (seen.sentiment < NEGATIVE ? 1 : 0),
    },
  };
}

/** What flows ask for and may be asked for again. */
const KEPT_KINDS: readonly EntityKind[] = ['order-number', 'phone', 'email'];
/** Turns after which the customer is asked again rather than taken at a word that he may have forgotten. */
const TURNS_KEPT = 8;

/** The newest of each kind. */
function namedBy({ named = [], turns }: DialogueState, entities: readonly Entity[]): readonly NamedEntity[] {
  const now = entities.map(({ kind, value }) => ({ kind, value, turn: turns + 1 }));
  const known = [...now, ...named.filter(({ turn }) => turns + 1 - turn <= TURNS_KEPT)];
  return KEPT_KINDS.flatMap((kind) => known.find((entity) => entity.kind === kind) ?? []);
}

/** What carrying out a decision brought. */
export interface Carried {
  readonly isAtRisk: boolean;
  /** The shop knew no such order. */
  readonly inVain: boolean;
  /** The article that was shown, and the question. */
  readonly shown: { readonly question: string; readonly articleId: string } | null;
}

/** The state after a decision was carried out. Pure. */
export function advance(state: DialogueState, decision: Decision, { isAtRisk, inVain, shown }: Carried): DialogueState {
  const isMiss = decision.kind === 'abstain' || decision.kind === 'offer-human';
  return {
    ...state,
    misses: isMiss ? state.misses + 1 : decision.kind === 'acknowledge' ? state.misses : 0,
    lastIntentId: intentOf(decision) ?? state.lastIntentId,
    awaiting: awaitingAfter(state.awaiting, decision),
    topic: shown
      ? nextTopic(state, { ...shown, isFollowUp: decision.kind === 'answer-passage' && decision.isFollowUp })
      : (state.topic ?? null),
    // Perhaps mistyped: the next flow asks for it anew.
    named: inVain ? [] : (state.named ?? []),
    counts: isMiss ? { ...state.counts, unresolved: state.counts.unresolved + 1 } : state.counts,
    atRisk: isAtRisk,
    churnHandoffDone: state.churnHandoffDone || (decision.kind === 'handoff' && isAtRisk),
    ...(decision.kind === 'keep-for-agent' && { toldToWaitFor: decision.ticketId }),
  };
}

function intentOf(decision: Decision): string | null {
  switch (decision.kind) {
    case 'answer-intent':
    case 'answer-passage':
    case 'flow-cancelled':
      return decision.intentId;
    case 'confirm':
    case 'act':
    case 'show-order':
      return decision.flow.intentId;
    case 'ask-slot':
      return decision.awaiting.flow.intentId;
    default:
      return null;
  }
}

function awaitingAfter(before: Awaiting | null, decision: Decision): Awaiting | null {
  switch (decision.kind) {
    case 'ask-slot':
      return decision.awaiting;
    case 'confirm':
      return { kind: 'confirmation', flow: decision.flow };
    case 'clarify':
      return { kind: 'choice', intentIds: decision.intentIds };
    case 'offer-human':
      return { kind: 'human-offer' };
    case 'answer-intent':
      return decision.offersHuman ? { kind: 'human-offer' } : afterDigression(before);
    case 'answer-passage':
    case 'abstain':
      return afterDigression(before);
    case 'stay-silent':
      return before;
    default:
      return null;
  }
}

/** Digressions that a waiting question outlives; a flow that nobody comes back to must not catch later messages. */
const MOST_DIGRESSIONS = 2;

/** A digression leaves the flow waiting; `compose` asks again. */
export function afterDigression(before: Awaiting | null): Awaiting | null {
  if (before?.kind !== 'slot') return null;
  return before.tries + 1 > MOST_DIGRESSIONS ? null : { ...before, tries: before.tries + 1 };
}
