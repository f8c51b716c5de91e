import type { Decision } from '../contract/decision.ts';
import type { FlowProgress } from '../contract/dialogue.ts';
import type { FlowIntent } from './flows.ts';
import { nextStep } from './flows.ts';

/** Turns the next step of a flow into a decision. */
export function stepDecision(
  intent: FlowIntent,
  flow: FlowProgress,
  facts: { readonly isSignedIn: boolean },
  isConfirmed: boolean,
): Decision {
  const step = nextStep(intent, flow, { isSignedIn: facts.isSignedIn, isConfirmed });
  const contact = flow.slots['contact'] ?? null;
  switch (step.kind) {
    case 'ask':
      return {
        kind: 'ask-slot',
        awaiting: { kind: 'slot', flow, slot: step.slot.name, tries: 0 },
        problem: null,
      };
    case 'confirm':
      return { kind: 'confirm', flow };
    case 'show-order':
      return { kind: 'show-order', flow, orderNumber: step.orderNumber, contact };
    case 'act':
      return { kind: 'act', flow, action: step.action, contact };
    default:
      return step satisfies never;
  }
}
