import { isMiss, type Decision } from '../contract/decision.ts';
import type { Awaiting, DialogueState, FlowProgress, NamedEntity } from '../contract/dialogue.ts';
import type { Entity, EntityKind } from '../contract/understanding.ts';
import type { LoyaltySignal } from './find-signals.ts';
import { nextTopic, type Shown } from './follow-up.ts';
import { foundNothing, type Outcome } from './perform.ts';

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
  readonly outcome: Outcome;
  /** The article that was shown, and to what question. */
  readonly shown: Shown | null;
}

/** The state after a decision was carried out. Pure. */
export function advance(state: DialogueState, decision: Decision, { isAtRisk, outcome, shown }: Carried): DialogueState {
  return {
    ...state,
    misses: isMiss(decision.kind) ? state.misses + 1 : decision.kind === 'acknowledge' ? state.misses : 0,
    lastIntentId: intentOf(decision) ?? state.lastIntentId,
    awaiting: awaitingAfter(state.awaiting, decision, outcome),
    topic: shown ? nextTopic(state, shown) : (state.topic ?? null),
    // Perhaps mistyped: the next flow asks for it anew.
    named: foundNothing(outcome) ? (state.named ?? []).map((entity) => ({ ...entity, isDoubtful: true })) : (state.named ?? []),
    counts: isMiss(decision.kind) ? { ...state.counts, unresolved: state.counts.unresolved + 1 } : state.counts,
    atRisk: isAtRisk,
    churnHandoffDone: state.churnHandoffDone || (decision.kind === 'handoff' && isAtRisk),
    ...(decision.kind === 'keep-for-agent' && { toldToWaitFor: decision.ticketId }),
  };
}

function intentOf(decision: Decision): string | null {
  switch (decision.kind) {
    case 'answer-intent':
    case 'explain-flow':
    case 'answer-passage':
    case 'flow-cancelled':
      return decision.intentId;
    default:
      return flowOf(decision)?.intentId ?? null;
  }
}

/** What the bot waits for after a decision was carried out. */
export function awaitingAfter(before: Awaiting | null, decision: Decision, outcome: Outcome): Awaiting | null {
  const flow = flowOf(decision);
  // The number or the contact may be mistyped: both can be given again, and the flow goes on.
  if (flow && foundNothing(outcome)) {
    if (flow.slots['orderNumber'] === undefined) return null;
    const tries = before?.kind === 'slot' && before.slot === 'orderNumber' ? before.tries : 0;
    return { kind: 'slot', flow, slot: 'orderNumber', tries };
  }
  if (outcome.kind === 'acted') return null;
  switch (decision.kind) {
    case 'ask-slot':
      return decision.awaiting;
    case 'confirm':
      return { kind: 'confirmation', flow: decision.flow, tries: 0 };
    case 'explain-flow':
      return { kind: 'choice', intentIds: [decision.intentId] };
    case 'clarify':
      return { kind: 'choice', intentIds: decision.intentIds };
    case 'offer-human':
      return { kind: 'human-offer' };
    case 'answer-intent':
    case 'answer-passage':
      if (decision.offersHuman) return { kind: 'human-offer' };
      return decision.leaves ? null : afterDigression(before);
    case 'show-order':
      return decision.offersHuman && outcome.kind === 'orders' ? { kind: 'human-offer' } : null;
    case 'abstain':
    case 'acknowledge':
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
function afterDigression(before: Awaiting | null): Awaiting | null {
  if (before?.kind !== 'slot' && before?.kind !== 'confirmation') return null;
  const tries = (before.tries ?? 0) + 1;
  return tries > MOST_DIGRESSIONS ? null : { ...before, tries };
}

/** The flow that a decision leaves without its act, or null: the customer is told that nothing was done. */
export function flowLeft(before: Awaiting | null, decision: Decision, after: Awaiting | null): FlowProgress | null {
  const waited = flowIn(before);
  const isSame = (flow: FlowProgress | null): boolean =>
    flow?.intentId === waited?.intentId && flow?.startedAtSequence === waited?.startedAtSequence;
  if (waited === null || isSame(flowIn(after)) || isSame(flowOf(decision))) return null;
  return decision.kind === 'flow-cancelled' || decision.kind === 'stay-silent' ? null : waited;
}

function flowIn(awaiting: Awaiting | null): FlowProgress | null {
  return awaiting?.kind === 'slot' || awaiting?.kind === 'confirmation' ? awaiting.flow : null;
}

/** The flow that a decision begins or goes on with. */
export function flowOf(decision: Decision): FlowProgress | null {
  switch (decision.kind) {
    case 'ask-slot':
      return decision.awaiting.flow;
    case 'confirm':
    case 'act':
    case 'show-order':
      return decision.flow;
    default:
      return null;
  }
}
