import type { Activity } from 'botbuilder';
import type { Claim, Delivery, Outbox } from '../../conversation/outbox.ts';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { AttachmentLinks } from '../direct-line/attachment-links.ts';
import type { Send, Sent } from './create-sender.ts';
import type { ConnectorReference, References } from './references.ts';
import type { Part } from './render/part.ts';
import { renderEntry } from './render/render-entry.ts';
import { judge } from './retry-policy.ts';
import type { SendBudget } from './send-budget.ts';

export interface DeliverDeps {
  readonly outbox: Outbox;
  readonly references: References;
  readonly log: Pick<ConversationLog, 'find'>;
  readonly send: Send;
  readonly budget: SendBudget;
  readonly links: AttachmentLinks;
  /** Address under which customers reach Kefu. */
  readonly base: string;
  readonly metrics: Pick<Metrics, 'deliveryRetried'>;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: () => number;
  readonly leaseMs: number;
}

/** How one delivery ended; `isAlive` false when its connector did not answer, or said that it is ill. */
export interface Delivered {
  readonly isAlive: boolean;
  /** When the same row is due again; null when it is done or dead. */
  readonly againInMs: number | null;
}

/** Sends what is left of one entry, part by part, and writes down in the outbox what became of it. */
export function createDeliver(deps: DeliverDeps): (delivery: Delivery) => Promise<Delivered> {
  const { outbox, budget } = deps;

  return async (delivery) => {
    const to = await deps.references.find(delivery.conversationId);
    if (!to) return await bury(delivery, 'the address of the conversation is not known');
    const parts = await render(delivery, to);
    let claim: Claim = delivery;
    for (let n = delivery.partsSent; n < parts.length; n += 1) {
      const part = parts[n];
      const ended = part ? await sendPart({ ...delivery, ...claim }, to, part) : null;
      if (ended) return ended;
      if (n + 1 === parts.length) break;
      const next = await outbox.advance(claim, n + 1, deps.leaseMs);
      // Somebody else is at it, who took this one for dead.
      if (next === null) return { isAlive: true, againInMs: null };
      claim = next;
    }
    await outbox.done(claim);
    return { isAlive: true, againInMs: null };
  };

  /** Null when the part has arrived. */
  async function sendPart(delivery: Delivery, to: ConnectorReference, part: Part): Promise<Delivered | null> {
    const forms = part.plain === null ? [part.activity] : [part.activity, part.plain];
    for (const form of forms) {
      const sent = await sendWithin(to, form);
      if (sent.kind === 'sent') return null;
      if (sent.kind === 'wait') {
        await outbox.postpone(delivery, deps.now() + sent.ms);
        return { isAlive: true, againInMs: sent.ms };
      }
      const { refusal } = sent;
      const verdict = judge(refusal, delivery.attempts, deps.random);
      if (verdict.kind === 'plainer' && form !== forms.at(-1)) continue;
      if (verdict.kind !== 'again') return await bury(delivery, refusal.reason);
      deps.metrics.deliveryRetried(to.channel);
      await outbox.retry(delivery, deps.now() + verdict.afterMs, refusal.reason);
      return { isAlive: refusal.status !== null && refusal.status < 500, againInMs: verdict.afterMs };
    }
    return null;
  }

  async function sendWithin(
    to: ConnectorReference,
    activity: Partial<Activity>,
  ): Promise<Sent | { readonly kind: 'wait'; readonly ms: number }> {
    const grant = await budget.begin(to);
    if (grant.kind === 'wait') return grant;
    try {
      return await deps.send(to, activity);
    } finally {
      grant.end();
    }
  }

  async function render({ conversationId, entry }: Delivery, to: ConnectorReference): Promise<readonly Part[]> {
    const conversation = await deps.log.find(conversationId);
    return renderEntry(entry, {
      language: conversation?.language ?? 'en',
      to,
      base: deps.base,
      linkOf: (attachment) => deps.links.create(deps.base, conversationId, attachment),
    });
  }

  async function bury(delivery: Delivery, reason: string): Promise<Delivered> {
    await outbox.bury(delivery, reason);
    const { id: deliveryId, conversationId, attempts } = delivery;
    deps.logger.warn({ deliveryId, conversationId, attempts, reason }, 'message to a channel given up');
    return { isAlive: true, againInMs: null };
  }
}
