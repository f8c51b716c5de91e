import type { Redis } from 'ioredis';

/*
 * What must happen as one step, in Lua. Times are Redis' own, so that clocks of replicas may differ.
 */

/** Commands that `defineScripts` adds to a client. Times are milliseconds. */
export interface Scripts {
  takeLease(lease: string, count: string, replica: string, ttlMs: number): Promise<string | null>;
  keepLease(lease: string, holder: string, ttlMs: number): Promise<number>;
  releaseLease(lease: string, holder: string): Promise<number>;
  takeToken(bucket: string, perMinute: number): Promise<number>;
  seeAgent(presence: string, agentId: string): Promise<number>;
  availableAgents(presence: string, seenMs: number): Promise<string[]>;
}

export type ScriptedRedis = Redis & Scripts;

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** How long the count of a conversation's leases outlives its last lease. */
const COUNT_KEPT_MS = 86_400_000;

/**
 * KEYS: lease, count. ARGV: replica, ttl. The new holder `replica:number`, numbers only grow; nil when another replica holds the lease.
 * A replica's own lease is one whose answer came too late: it keeps its turns apart itself.
 */
const TAKE_LEASE = `
local before = redis.call('GET', KEYS[1])
if before and string.sub(before, 1, #ARGV[1] + 1) ~= ARGV[1] .. ':' then return false end
local holder = ARGV[1] .. ':' .. redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], ${COUNT_KEPT_MS})
redis.call('SET', KEYS[1], holder, 'PX', ARGV[2])
return holder`;

/** KEYS: lease. ARGV: holder, ttl. 0 when another holds it; one that Redis forgot is taken again. */
const KEEP_LEASE = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** KEYS: lease. ARGV: holder. */
const RELEASE_LEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/** KEYS: bucket. ARGV: tokens a minute. Milliseconds until there is a token, 0 when one was taken. As in-process/rate-limiter.ts. */
const TAKE_TOKEN = `${NOW}
local most = tonumber(ARGV[1])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local at = tonumber(bucket[2]) or now
local tokens = math.min(most, (tonumber(bucket[1]) or most) + math.max(0, now - at) * most / 60000)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * 60000 / most) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
redis.call('PEXPIRE', KEYS[1], 60000)
return wait`;

/** KEYS: presence. ARGV: agent. */
const SEE_AGENT = `${NOW}
return redis.call('ZADD', KEYS[1], now, ARGV[1])`;

/** KEYS: presence. ARGV: how long an agent counts as seen. */
const AVAILABLE_AGENTS = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)`;

/** The client with the scripts as commands; each is sent by its hash, and whole when Redis does not know it (any more). */
export function defineScripts(redis: Redis): ScriptedRedis {
  redis.defineCommand('takeLease', { numberOfKeys: 2, lua: TAKE_LEASE });
  redis.defineCommand('keepLease', { numberOfKeys: 1, lua: KEEP_LEASE });
  redis.defineCommand('releaseLease', { numberOfKeys: 1, lua: RELEASE_LEASE });
  redis.defineCommand('takeToken', { numberOfKeys: 1, lua: TAKE_TOKEN });
  redis.defineCommand('seeAgent', { numberOfKeys: 1, lua: SEE_AGENT });
  redis.defineCommand('availableAgents', { numberOfKeys: 1, lua: AVAILABLE_AGENTS });
  return redis as ScriptedRedis;
}
