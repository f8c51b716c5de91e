import { expect, it } from 'vitest';
import { standingOf, type Said } from '../../src/conversation/stands-alone.ts';
import { facts, passage, POLICY } from './facts.ts';

it.each<[string, Said, boolean]>([
  [
    'its intent’s article is found, too',
    facts({ intents: [['shipping_cost', 0.9]], passages: [passage('shipping-costs', 0.8)] }),
    true,
  ],
  [
    'retrieval is unsure of its intent’s article (“the second one says pending”)',
    facts({ intents: [['shipping_cost', 0.9]], passages: [passage('shipping-costs', 0.5)] }),
    false,
  ],
  [
    'retrieval is sure of another article',
    facts({ intents: [['shipping_cost', 0.9]], passages: [passage('kettle', 0.8), passage('shipping-costs', 0.1)] }),
    true,
  ],
  ['its intent has only words', facts({ intents: [['product_info', 0.9]], passages: [passage('kettle', 0.5)] }), false],
  ['it has no intent, but a certain passage', facts({ passages: [passage('kettle', 0.8)] }), true],
  [
    'it is foreign, with a passage that is not certain enough for that',
    facts({ outOfScope: true, passages: [passage('kettle', 0.8)] }),
    false,
  ],
  ['it has neither', facts({ passages: [passage('kettle', 0.6)] }), false],
  ['it is a button', facts({ pressedIntentId: 'shipping_cost' }), true],
  ['it begins a flow', facts({ intents: [['order_cancel', 0.9]] }), true],
  ['it perhaps begins a flow', facts({ intents: [['order_cancel', 0.6]] }), false],
  ['it asks for a person', facts({ intents: [['human_agent', 0.6]] }), true],
  ['somebody leaves', facts({ intents: [['leave_for_competitor', 0.6]] }), true],
  ['it is small talk, even if foreign', facts({ intents: [['affirm', 0.8]], outOfScope: true }), true],
])('a message stands alone or not: %s', (_what, said, stands) => {
  expect(standingOf(said, POLICY).by !== 'nothing').toBe(stands);
});
