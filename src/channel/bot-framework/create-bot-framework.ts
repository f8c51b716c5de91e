import { CloudAdapter, type ActivityHandler } from 'botbuilder';
import type { Router } from 'express';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import type { Announcements } from '../../conversation/announcements.ts';
import type { Outbox } from '../../conversation/outbox.ts';
import type { Pace } from '../../conversation/pace.ts';
import { inBackground, type Logger } from '../../telemetry/logger.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { AttachmentStore } from '../attachment-store.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { createAttachmentLinks } from '../direct-line/attachment-links.ts';
import { createCheckCaller } from './check-caller.ts';
import { createAuthentication, SEND_TIMEOUT_MS, type Authentication, type BotIdentity } from './create-authentication.ts';
import { createSender } from './create-sender.ts';
import { createDeliver } from './deliver.ts';
import { createDispatcher } from './dispatcher.ts';
import { createDownload, type Download } from './files/download.ts';
import { createReceiveFiles } from './files/receive-files.ts';
import { createReceive } from './receive.ts';
import { isOnConnector, type References } from './references.ts';
import { createMessageRoutes } from './routes.ts';
import type { SeenContents } from './seen-contents.ts';
import { createSendBudget, LONGEST_WINDOW_MS } from './send-budget.ts';
import type { SendTimes } from './send-times.ts';
import { createTypingNotices } from './typing-notices.ts';

export interface BotFrameworkDeps {
  readonly identity: BotIdentity;
  /** A log that announces what is written to it. */
  readonly log: ConversationLog;
  readonly outbox: Outbox;
  readonly references: References;
  readonly contents: SeenContents;
  readonly times: SendTimes;
  readonly attachments: AttachmentStore;
  readonly announcements: Announcements;
  readonly bot: ActivityHandler;
  /** Signs links to files, as Direct Line's do. */
  readonly tokenSecret: string;
  /** Address under which customers reach Kefu. */
  readonly base: string;
  readonly metrics: Pick<Metrics, 'messageTaken' | 'deliveryRetried'>;
  readonly limiter: RateLimiter;
  readonly pace: Pace;
  /** Messages that one sender may send a minute. */
  readonly messagesPerMinute: number;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: () => number;
  /** Largest file of a customer. */
  readonly uploadMaxBytes: number;
  /** Another way to files than over the internet. */
  readonly download?: Download;
  /** Other addresses and credentials than the public cloud's. */
  readonly authentication?: Authentication;
}

export interface BotFramework {
  /** Mount at `/api/messages`. */
  readonly routes: Router;
  /** Begins to send what the outbox holds, what earlier runs left in it first. */
  start(): void;
  /** May be called twice. */
  dispose(): Promise<void>;
}

/** One attempt may take as long as a connector is waited for, and a moment to write down what became of it. */
const LEASE_MS = SEND_TIMEOUT_MS + 5_000;
const FORGET_MS = 600_000;

/** Teams, Slack and every other channel that Bot Framework's connectors reach, from its parts. */
export function createBotFramework(deps: BotFrameworkDeps): BotFramework {
  const { identity, now, announcements } = deps;
  const authentication = deps.authentication ?? createAuthentication(identity);
  const adapter = new CloudAdapter(authentication);
  const budget = createSendBudget({ ...deps, longestSendMs: SEND_TIMEOUT_MS });
  const send = createSender({ adapter, appId: identity.kind === 'app' ? identity.appId : '' });
  const typing = createTypingNotices({ ...deps, send, budget });
  const links = createAttachmentLinks({ secret: deps.tokenSecret, now });
  const deliver = createDeliver({ ...deps, send, budget, links, leaseMs: LEASE_MS });
  const receiveFiles = createReceiveFiles({
    attachments: deps.attachments,
    download: deps.download ?? createDownload(),
    maxBytes: deps.uploadMaxBytes,
  });
  let running: { dispose(): Promise<void> } | null = null;

  async function forget(): Promise<void> {
    await deps.contents.forget();
    await deps.times.forget(now() - 2 * LONGEST_WINDOW_MS);
  }

  return {
    routes: createMessageRoutes(
      createReceive({
        ...deps,
        adapter,
        typing,
        receiveFiles,
        checkCaller: createCheckCaller({ identity, authentication, now }),
      }),
    ),
    start() {
      const dispatcher = createDispatcher({ ...deps, deliver, leaseMs: LEASE_MS });
      const unsubscribe = announcements.subscribe(null, ({ kind, conversationId }) => {
        if (kind === 'log' && isOnConnector(conversationId)) dispatcher.poke();
      });
      const forgetting = setInterval(() => inBackground(forget(), deps.logger, 'forgetting old contents'), FORGET_MS);
      running = {
        dispose() {
          unsubscribe();
          clearInterval(forgetting);
          return dispatcher.dispose();
        },
      };
      dispatcher.poke();
    },
    async dispose() {
      typing.dispose();
      await running?.dispose();
    },
  };
}
