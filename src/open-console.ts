import type { Config } from './config/load-config.ts';
import { createSuggester } from './conversation/suggest-replies.ts';
import { createStepIn } from './handoff/step-in.ts';
import type { ConsoleDeps } from './http/console/deps.ts';
import { createConsoleRouter } from './http/console/router.ts';
import type { Brain } from './open-brain.ts';
import { openReview } from './open-review.ts';
import { guardStore } from './storage/guard-store.ts';
import type { Database } from './storage/open-database.ts';
import { createSqlChatSearch } from './storage/sql/chat-search.ts';
import { createSqlReportStore } from './storage/sql/report-store.ts';

/** What the console shares with the rest of the service. */
type Shared = Pick<
  ConsoleDeps,
  | 'log'
  | 'queue'
  | 'desk'
  | 'agents'
  | 'signIn'
  | 'presence'
  | 'announcements'
  | 'attachments'
  | 'outbox'
  | 'linked'
  | 'limiter'
  | 'churnReport'
  | 'shop'
  | 'now'
  | 'newId'
>;

/** The agents' API: routes under /api/console. */
export function openConsole(
  config: Config,
  { db, brain, ...shared }: Shared & { readonly db: Database['db']; readonly brain: Brain },
): ReturnType<typeof createConsoleRouter> {
  const { log, queue, desk, now, newId } = shared;
  return createConsoleRouter({
    ...shared,
    reports: guardStore(createSqlReportStore({ db })),
    chats: guardStore(createSqlChatSearch({ db })),
    stepIn: createStepIn({ log, queue, desk, now, newId }),
    contentReport: openReview(config, { db, brain, now }),
    suggest: createSuggester({ log, ...brain }),
    shopDefinition: () => brain.understander().catalogue.shop,
    articles: () => brain.retriever().articles(),
    uploadMaxBytes: config.limits.uploadMaxBytes,
  });
}
