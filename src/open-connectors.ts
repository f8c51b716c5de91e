import type { BotFramework, BotFrameworkDeps } from './channel/bot-framework/create-bot-framework.ts';
import { createMessageRoutes } from './channel/bot-framework/routes.ts';
import type { Config } from './config/load-config.ts';
import type { Outbox } from './conversation/outbox.ts';
import { guardStore } from './storage/guard-store.ts';
import { createSqlOutbox } from './storage/sql/outbox.ts';
import { createSqlReferences } from './storage/sql/references.ts';
import { createSqlSeenContents } from './storage/sql/seen-contents.ts';
import { createSqlSendTimes } from './storage/sql/send-times.ts';

export interface Connectors extends BotFramework {
  readonly outbox: Outbox;
}

type Deps = Parameters<typeof createSqlOutbox>[0] &
  Pick<
    BotFrameworkDeps,
    'log' | 'announcements' | 'bot' | 'tokenSecret' | 'metrics' | 'limiter' | 'logger' | 'authentication' | 'attachments' | 'pace'
  >;

/**
 * The channels that Bot Framework's connectors reach, as configured; without configuration the address says what to set, and the client
 * of Bot Framework's cloud, with all that it brings, is not loaded.
 */
export async function openConnectors(
  { botFramework: identity, publicUrl, port, limits }: Config,
  deps: Deps,
): Promise<Connectors> {
  const outbox = guardStore(createSqlOutbox(deps));
  if (identity === null) {
    return { routes: createMessageRoutes(null), outbox, start: () => undefined, dispose: () => Promise.resolve() };
  }
  const { createBotFramework } = await import('./channel/bot-framework/create-bot-framework.ts');
  const references = guardStore(createSqlReferences(deps));
  const contents = guardStore(createSqlSeenContents(deps));
  const times = guardStore(createSqlSendTimes(deps));
  const base = publicUrl ?? `http://localhost:${port}`;
  return {
    outbox,
    ...createBotFramework({
      ...deps,
      identity,
      outbox,
      references,
      contents,
      times,
      base,
      random: Math.random,
      messagesPerMinute: limits.messagesPerMinute,
      uploadMaxBytes: limits.uploadMaxBytes,
    }),
  };
}
