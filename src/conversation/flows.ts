import type { FlowDefinition, IntentDefinition, SlotDefinition } from '../contract/content.ts';
import type { ShopAction } from '../contract/customer.ts';
import type { FlowProgress, NamedEntity } from '../contract/dialogue.ts';
import { BotError } from '../contract/errors.ts';
import type { TextAnalysis } from '../contract/understanding.ts';
import { findMistake, readSlot } from './read-slot.ts';

export type FlowStep =
  | { readonly kind: 'ask'; readonly slot: SlotDefinition }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'show-order'; readonly orderNumber: string | null }
  | { readonly kind: 'act'; readonly action: ShopAction };

/** An intent that carries a flow. */
export type FlowIntent = IntentDefinition & { readonly flow: FlowDefinition };

export function hasFlow(intent: IntentDefinition | null | undefined): intent is FlowIntent {
  return intent?.flow !== undefined;
}

/** Begins a flow with whatever the opening message says, and with what the customer `named` a moment before. */
export function startFlow(
  intent: FlowIntent,
  analysis: TextAnalysis,
  { sequence, named }: { readonly sequence: number; readonly named: readonly NamedEntity[] },
): FlowProgress {
  const slots: Record<string, string> = {};
  const known = { ...analysis, entities: [...analysis.entities, ...named.filter(({ isDoubtful }) => !isDoubtful)] };
  for (const slot of intent.flow.slots) {
    // Whoever mistypes a number means another one than before.
    const said = findMistake(slot, analysis) === null ? known : analysis;
    // Free text of the opening message is the request itself, never the answer to a question not yet asked.
    const value = slot.type === 'text' || slot.type === 'address' ? null : readSlot(slot, said);
    if (value !== null) slots[slot.name] = value;
  }
  return { intentId: intent.id, slots, startedAtSequence: sequence };
}

/** Types whose value is found anywhere in a message, so that one message may fill several slots. */
const FOUND_ANYWHERE: readonly SlotDefinition['type'][] = ['order-number', 'phone', 'email', 'contact', 'time'];

/**
 * The flow with what the message says: the slot that was asked for, others that are still missing, and another order or contact where
 * those are asked for. Null when the message brings nothing new.
 */
export function fillSlots(
  intent: FlowIntent,
  flow: FlowProgress,
  asked: SlotDefinition,
  { analysis, named }: { readonly analysis: TextAnalysis; readonly named: readonly NamedEntity[] },
): FlowProgress | null {
  const isProof = (slot: SlotDefinition): boolean => slot.type === 'order-number' || slot.type === 'contact';
  const brought = intent.flow.slots.flatMap((slot): readonly (readonly [string, string])[] => {
    const current = flow.slots[slot.name];
    const isWanted =
      slot.name === asked.name ||
      (FOUND_ANYWHERE.includes(slot.type) && (current === undefined || (isProof(slot) && isProof(asked))));
    const value = isWanted ? readSlot(slot, analysis, named) : null;
    return value === null || value === current ? [] : [[slot.name, value]];
  });
  const isGivenAgain = flow.slots[asked.name] !== undefined && readSlot(asked, analysis, named) !== null;
  if (brought.length === 0 && !isGivenAgain) return null;
  return { ...flow, slots: { ...flow.slots, ...Object.fromEntries(brought) } };
}

/** What the flow needs next. A confirmation is asked once, before an act; `isConfirmed` says that it was given. */
export function nextStep(intent: FlowIntent, flow: FlowProgress, given: { isSignedIn: boolean; isConfirmed: boolean }): FlowStep {
  const isShowing = intent.flow.action === 'show-order';
  const missing = intent.flow.slots.find(
    (slot) =>
      flow.slots[slot.name] === undefined &&
      !slot.optional &&
      !(slot.onlyAnonymous && given.isSignedIn) &&
      // Whoever is signed in need not know the number: the latest orders are shown.
      !(isShowing && given.isSignedIn && slot.type === 'order-number'),
  );
  if (missing) return { kind: 'ask', slot: missing };
  if (intent.flow.action === 'show-order') return { kind: 'show-order', orderNumber: flow.slots['orderNumber'] ?? null };
  if (intent.flow.confirm && !given.isConfirmed) return { kind: 'confirm' };
  return { kind: 'act', action: actionOf(intent.flow.action, flow.slots) };
}

function actionOf(action: Exclude<FlowDefinition['action'], 'show-order'>, slots: FlowProgress['slots']): ShopAction {
  const slot = (name: string): string => {
    const value = slots[name];
    if (value === undefined) throw new BotError('CONTENT_INVALID', `A flow with action ${action} needs a slot "${name}"`);
    return value;
  };
  switch (action) {
    case 'cancel-order':
      return { kind: action, orderNumber: slot('orderNumber') };
    case 'start-return':
      return { kind: action, orderNumber: slot('orderNumber'), reason: slot('reason') };
    case 'change-address':
      return { kind: action, orderNumber: slot('orderNumber'), address: slot('address') };
    case 'request-invoice':
      return { kind: action, orderNumber: slot('orderNumber'), title: slot('title'), email: slot('email') };
    case 'request-callback': {
      const [topic, time] = [slot('topic'), slots['time']];
      return {
        kind: action,
        phone: slot('phone'),
        topic: time === undefined || topic.includes(time) ? topic : `${topic} (${time})`,
      };
    }
    default:
      return action satisfies never;
  }
}
