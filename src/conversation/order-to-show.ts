import type { IntentDefinition } from '../contract/content.ts';
import type { EntityKind, TextAnalysis } from '../contract/understanding.ts';
import type { TurnFacts } from './decide.ts';
import { hasFlow, type FlowIntent } from './flows.ts';
import { findMistake } from './read-slot.ts';

/**
 * The flow that a message means by what it names: an order number means "look at this order", unless the intent is surely another matter
 * than those which the flow `claims`. Null when nothing is named.
 */
export function orderToShow(
  { analysis, pressedIntentId, state }: TurnFacts,
  intents: ReadonlyMap<string, IntentDefinition>,
  sure: IntentDefinition | null,
): FlowIntent | null {
  const showing = [...intents.values()].find((intent) => intent.flow?.action === 'show-order');
  if (pressedIntentId !== null || !hasFlow(showing)) return null;
  const isUnclear = sure === null || sure.group === 'smalltalk' || showing.flow.claims.includes(sure.id);
  const names = (kind: EntityKind): boolean => analysis.entities.some((entity) => entity.kind === kind);
  if (names('order-number')) return isUnclear || isBare(analysis) ? showing : null;
  if ((names('phone') || names('email')) && isBare(analysis)) {
    const last = intents.get(state.lastIntentId ?? '');
    return hasFlow(last) && last.flow.slots.some(({ type }) => type === 'phone') ? last : showing;
  }
  const orderSlot = showing.flow.slots.find(({ type }) => type === 'order-number');
  return isUnclear && orderSlot && findMistake(orderSlot, analysis) !== null ? showing : null;
}

const FILLER =
  /订单|单号|编号|手机|电话|号码|邮箱|邮件|是|的|我|号|\b(?:order|number|phone|mobile|e-?mail|my|the|is|and|its|it's|no|nr|here)\b/giu;

/** Something is named, and nothing else is said: a number, a phone, an e-mail. */
export function isBare({ text, entities }: TextAnalysis): boolean {
  const named = entities.filter(({ kind }) => kind === 'order-number' || kind === 'phone' || kind === 'email');
  const rest = named.reduce((left, entity) => left.replace(entity.text, ' '), text);
  return named.length > 0 && !/[\p{L}\p{N}]/u.test(rest.replace(FILLER, ' '));
}
