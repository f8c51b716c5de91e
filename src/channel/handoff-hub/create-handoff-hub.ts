import type { Router } from 'express';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import type { Announcements } from '../../conversation/announcements.ts';
import type { HandoffDesk } from '../../handoff/desk.ts';
import type { TicketQueue } from '../../handoff/ticket-queue.ts';
import { inBackground, type Logger } from '../../telemetry/logger.ts';
import type { References } from '../bot-framework/references.ts';
import { createAttachmentLinks } from '../direct-line/attachment-links.ts';
import { createHearHub } from './hear-hub.ts';
import { createHubClient } from './hub-client.ts';
import type { HubHandoffs } from './hub-handoffs.ts';
import { createRelay } from './relay.ts';
import { createHubRoutes } from './routes.ts';

export interface HandoffHubDeps {
  readonly hub: { readonly url: string; readonly secret: string };
  readonly log: ConversationLog;
  readonly queue: TicketQueue;
  readonly desk: HandoffDesk;
  readonly handoffs: HubHandoffs;
  readonly references: Pick<References, 'find'>;
  readonly announcements: Announcements;
  /** Signs links to files, as Direct Line's do. */
  readonly tokenSecret: string;
  /** Address under which others reach Kefu. */
  readonly base: string;
  readonly botName: string;
  readonly logger: Logger;
  readonly now: () => number;
  readonly newId: () => string;
  readonly pollMs?: number;
}

export interface HandoffHub {
  /** Mount at `/api/handoff`. */
  readonly routes: Router;
  /** Begins to tell the hub, what earlier runs left first. */
  start(): void;
  /** Resolves when what is under way has ended. May be called twice. */
  dispose(): Promise<void>;
}

/** A customer's words reach the hub within this time. */
const POLL_MS = 500;
const AT_ONCE = 16;
/** A handoff is given back as soon as it is done with; this only covers a process that died. */
const LEASE_MS = 60_000;

/** Another system's agents behind Bot Framework's handoff protocol; our own queue stays what everything falls back to. */
export function createHandoffHub(deps: HandoffHubDeps): HandoffHub {
  const { handoffs, now, logger, references } = deps;
  const relay = createRelay({
    ...deps,
    tell: createHubClient(deps.hub),
    referenceOf: async (conversationId) => (await references.find(conversationId))?.reference ?? null,
    context: {
      base: deps.base,
      botName: deps.botName,
      links: createAttachmentLinks({ secret: deps.tokenSecret, now }),
      now,
    },
  });
  const underWay = new Set<Promise<void>>();
  let isLooking = false;
  let timer: NodeJS.Timeout | null = null;

  async function look(): Promise<void> {
    if (isLooking || timer === null) return;
    isLooking = true;
    try {
      await handoffs.enlist(AT_ONCE);
      const limit = AT_ONCE - underWay.size;
      for (const handoff of limit > 0 ? await handoffs.claimDue({ limit, leaseMs: LEASE_MS }) : []) {
        const work = relay(handoff)
          .catch(async (error: unknown) => {
            logger.error({ err: error, ticketId: handoff.ticketId }, 'handoff to the hub failed, will be tried again');
            await handoffs.release(handoff.ticketId, now() + POLL_MS);
          })
          .finally(() => underWay.delete(work));
        underWay.add(work);
        inBackground(work, logger, 'handoff hub');
      }
    } finally {
      isLooking = false;
    }
  }

  return {
    routes: createHubRoutes({ secret: deps.hub.secret, hear: createHearHub(deps) }),
    start() {
      timer ??= setInterval(() => inBackground(look(), logger, 'handoff hub'), deps.pollMs ?? POLL_MS);
      inBackground(look(), logger, 'handoff hub');
    },
    async dispose() {
      if (timer !== null) clearInterval(timer);
      timer = null;
      await Promise.allSettled(underWay);
    },
  };
}
