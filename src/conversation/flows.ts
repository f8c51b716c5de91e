import type { FlowDefinition, IntentDefinition, SlotDefinition } from '../contract/content.ts';
import type { ShopAction } from '../contract/customer.ts';
import type { FlowProgress, NamedEntity } from '../contract/dialogue.ts';
import { BotError } from '../contract/errors.ts';
import type { Entity, EntityKind, TextAnalysis } from '../contract/understanding.ts';

export type FlowStep =
  | { readonly kind: 'ask'; readonly slot: SlotDefinition }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'show-order'; readonly orderNumber: string | null }
  | { readonly kind: 'act'; readonly action: ShopAction };

const LONGEST_FREE_TEXT = 500;

type Said = Pick<TextAnalysis, 'text' | 'normalised' | 'isWordless'> & {
  readonly entities: readonly Pick<Entity, 'kind' | 'value'>[];
};

/** An intent that carries a flow. */
export type FlowIntent = IntentDefinition & { readonly flow: FlowDefinition };

export function hasFlow(intent: IntentDefinition | undefined): intent is FlowIntent {
  return intent?.flow !== undefined;
}

/** Begins a flow with whatever the opening message says, and with what the customer `named` a moment before. */
export function startFlow(
  intent: FlowIntent,
  analysis: TextAnalysis,
  { sequence, named }: { readonly sequence: number; readonly named: readonly NamedEntity[] },
): FlowProgress {
  const slots: Record<string, string> = {};
  const said = { ...analysis, entities: [...analysis.entities, ...named] };
  for (const slot of intent.flow.slots) {
    // Free text of the opening message is the request itself, never the answer to a question not yet asked.
    const value = slot.type === 'text' || slot.type === 'choice' ? null : readSlot(slot, said);
    if (value !== null) slots[slot.name] = value;
  }
  return { intentId: intent.id, slots, startedAtSequence: sequence };
}

/** What the flow needs next. A confirmation is asked once, before an act; `isConfirmed` says that it was given. */
export function nextStep(intent: FlowIntent, flow: FlowProgress, given: { isSignedIn: boolean; isConfirmed: boolean }): FlowStep {
  const isShowing = intent.flow.action === 'show-order';
  const missing = intent.flow.slots.find(
    (slot) =>
      flow.slots[slot.name] === undefined &&
      !(slot.onlyAnonymous && given.isSignedIn) &&
      // Whoever is signed in need not know the number: the latest orders are shown.
      !(isShowing && given.isSignedIn && slot.type === 'order-number'),
  );
  if (missing) return { kind: 'ask', slot: missing };
  if (intent.flow.action === 'show-order') return { kind: 'show-order', orderNumber: flow.slots['orderNumber'] ?? null };
  if (intent.flow.confirm && !given.isConfirmed) return { kind: 'confirm' };
  return { kind: 'act', action: actionOf(intent.flow.action, flow.slots) };
}

/** The slot's value in the message, or null when the message does not hold one. */
export function readSlot(slot: SlotDefinition, analysis: Said): string | null {
  const entity = (...kinds: readonly EntityKind[]) =>
    analysis.entities.find((candidate) => kinds.includes(candidate.kind))?.value ?? null;
  switch (slot.type) {
    case 'order-number':
      return entity('order-number');
    case 'phone':
      return entity('phone');
    case 'email':
      return entity('email');
    case 'contact':
      return entity('phone', 'email');
    case 'choice': {
      const said = analysis.normalised;
      const choice = slot.choices?.find(
        ({ value, title, words }, n) =>
          said === value.toLowerCase() ||
          said === String(n + 1) ||
          [title.en, title.zh, ...(words?.en ?? []), ...(words?.zh ?? [])].some((name) => said.includes(name.toLowerCase())),
      );
      return choice?.value ?? null;
    }
    case 'text': {
      const text = analysis.text.trim();
      return text.length >= (slot.minLength ?? 1) && text.length <= LONGEST_FREE_TEXT && !analysis.isWordless ? text : null;
    }
    default:
      return slot.type satisfies never;
  }
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
    case 'request-callback':
      return { kind: action, phone: slot('phone'), topic: slot('topic') };
    default:
      return action satisfies never;
  }
}
