import type { ActivityHandler } from 'botbuilder';
import express, { type Router } from 'express';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import type { Announcements } from '../../conversation/announcements.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { AttachmentStore } from '../attachment-store.ts';
import { createChatRoutes } from '../chat-routes.ts';
import type { Linking } from '../linking/create-linking.ts';
import { createChatToken } from '../chat-token.ts';
import { allowOrigins } from '../cors.ts';
import type { Identities } from '../identity.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { BOT_ID } from './activities.ts';
import { DirectLineAdapter } from './adapter.ts';
import { createAttachmentLinks } from './attachment-links.ts';
import { createAttachmentRoutes } from './attachment-routes.ts';
import { createCallerOf } from './callers.ts';
import { botActivity, createPostActivity } from './post-activity.ts';
import { createPostUpload } from './post-upload.ts';
import { createReadActivities } from './read-activities.ts';
import { createDirectLineRoutes } from './routes.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { createTokens, type Visitor } from './tokens.ts';
import { createVisits } from './visits.ts';

export interface DirectLineDeps {
  /** A log that announces what is written to it. */
  readonly log: ConversationLog;
  readonly attachments: AttachmentStore;
  readonly announcements: Announcements;
  readonly limiter: RateLimiter;
  readonly bot: ActivityHandler;
  readonly identities: Identities;
  readonly linking: Pick<Linking, 'know'>;
  readonly secrets: { readonly directLine: string; readonly token: string };
  readonly limits: { readonly messagesPerMinute: number; readonly tokensPerMinute: number; readonly uploadMaxBytes: number };
  readonly allowedOrigins: readonly string[];
  readonly publicUrl: string | null;
  readonly botName: string;
  readonly metrics: Pick<Metrics, 'messageTaken'>;
  readonly logger: Logger;
  readonly now: () => number;
  readonly newId: () => string;
  /** How often sockets are looked after; for tests. */
  readonly tickMs?: number;
  /** How a message that comes too fast is held back; for tests. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

export interface DirectLine {
  /** Mount at `/v3/directline`. */
  readonly routes: Router;
  /** Mount at `/api/chat`. */
  readonly chatRoutes: Router;
  readonly sockets: Sockets;
  readonly adapter: DirectLineAdapter;
}

/** The Direct Line 3.0 server, from its parts. */
export function createDirectLine(deps: DirectLineDeps): DirectLine {
  const { log, now, newId, secrets, bot } = deps;
  const tokens = createTokens({ secret: secrets.token, now });
  const links = createAttachmentLinks({ secret: secrets.token, now });
  const visits = createVisits({ log });
  const adapter = new DirectLineAdapter({ log, announcements: deps.announcements, newId });
  const read = createReadActivities({ log, links, botName: deps.botName });
  const post = createPostActivity({ ...deps, adapter, visits, messagesPerMinute: deps.limits.messagesPerMinute });
  const upload = createPostUpload({ post, attachments: deps.attachments, maxBytes: deps.limits.uploadMaxBytes, newId });

  async function greet(visitor: Visitor, userId: string | null, base: string): Promise<void> {
    const user = userId === null ? [] : [{ id: userId, name: '' }];
    await adapter.process(
      {
        ...botActivity(visitor.conv, base, now()),
        type: 'conversationUpdate',
        id: newId(),
        from: { id: userId ?? BOT_ID, name: '' },
        locale: visitor.lang,
        membersAdded: [{ id: BOT_ID, name: BOT_ID }, ...user],
      },
      (context) => bot.run(context),
    );
  }

  const routes = express.Router();
  routes.use(allowOrigins(() => true, '/session/getsessionid'));
  routes.use('/attachments', createAttachmentRoutes({ attachments: deps.attachments, links }));
  routes.use(
    createDirectLineRoutes({
      ...deps,
      callerOf: createCallerOf({ tokens, secret: secrets.directLine }),
      tokens,
      visits,
      read,
      post,
      upload,
      greet,
    }),
  );

  return {
    routes,
    chatRoutes: createChatRoutes({
      ...deps,
      chatToken: createChatToken({ ...deps, tokens, visits, secret: secrets.token }),
      tokensPerMinute: deps.limits.tokensPerMinute,
    }),
    sockets: createSockets({ ...deps, tokens, read }),
    adapter,
  };
}
