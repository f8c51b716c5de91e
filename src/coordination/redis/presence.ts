import type { Presence } from '../../handoff/presence.ts';
import { SEEN_MS } from '../in-process/presence.ts';
import type { RedisKeys } from './keys.ts';
import type { RedisLink } from './link.ts';

export interface RedisPresenceDeps {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  /** Whom this replica saw; all that is known while Redis is away. */
  readonly local: Presence;
}

/** Agents of all replicas. Commands travel over one connection: what was told before is known when `available` asks. */
export function createRedisPresence({ link, keys, local }: RedisPresenceDeps): Presence {
  return {
    seen(agentId, isAvailable) {
      local.seen(agentId, isAvailable);
      link.tell((redis) => (isAvailable ? redis.seeAgent(keys.presence, agentId) : redis.zrem(keys.presence, agentId)));
    },
    gone(agentId) {
      local.gone(agentId);
      link.tell((redis) => redis.zrem(keys.presence, agentId));
    },
    available: () =>
      link.ask(
        (redis) => redis.availableAgents(keys.presence, SEEN_MS),
        () => local.available(),
      ),
  };
}
