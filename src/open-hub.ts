import { createHandoffHub, type HandoffHub, type HandoffHubDeps } from './channel/handoff-hub/create-handoff-hub.ts';
import { createHubRoutes } from './channel/handoff-hub/routes.ts';
import type { Config } from './config/load-config.ts';
import { guardStore } from './storage/guard-store.ts';
import { createSqlHubHandoffs } from './storage/sql/hub-handoffs.ts';
import { createSqlReferences } from './storage/sql/references.ts';

type Deps = Parameters<typeof createSqlHubHandoffs>[0] &
  Omit<HandoffHubDeps, 'hub' | 'handoffs' | 'references' | 'base' | 'pollMs'>;

/** The hub that the configuration names; without one its address says what to set. */
export function openHub({ handoffHub: hub, publicUrl, port }: Config, deps: Deps): HandoffHub {
  if (hub === null) return { routes: createHubRoutes(null), start: () => undefined, dispose: () => Promise.resolve() };
  return createHandoffHub({
    ...deps,
    hub,
    handoffs: guardStore(createSqlHubHandoffs(deps)),
    references: guardStore(createSqlReferences(deps)),
    base: publicUrl ?? `http://localhost:${port}`,
  });
}
