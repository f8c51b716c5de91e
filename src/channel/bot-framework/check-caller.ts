import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import type { Activity } from 'botbuilder';
import { BotError } from '../../contract/errors.ts';
import type { Authentication, BotIdentity } from './create-authentication.ts';

export type CheckedCaller = Awaited<ReturnType<Authentication['authenticateRequest']>>;

/** Who may post activities: connectors with a token for this bot and their own address, or the emulator on loopback. */
export type CheckCaller = (request: Request, activity: Activity) => Promise<CheckedCaller>;

const KEYS_MS = 10_000;
/** A connector sends the same token for an hour, and each check of it takes 0.3 ms of the thread that takes all messages. */
const KNOWN_MS = 300_000;
const KNOWN_TOKENS = 1_000;
const LOOPBACK_PEER = /^(127\.|::1$|::ffff:127\.)/;
const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** What a proxy adds: behind one, everybody seems to come from this machine. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

/** Raises UNAUTHENTICATED, FORBIDDEN, or CHANNEL_UNAVAILABLE when the keys to check tokens with cannot be had. */
export function createCheckCaller(deps: {
  readonly identity: BotIdentity;
  readonly authentication: Authentication;
  readonly now: () => number;
}): CheckCaller {
  const known = new LRUCache<string, CheckedCaller>({ max: KNOWN_TOKENS, perf: deps });

  async function authenticate(activity: Activity, authorization: string): Promise<CheckedCaller> {
    const key = keyOf(activity, authorization);
    const before = known.get(key);
    if (before) return before;
    const caller = await inTime(deps.authentication.authenticateRequest(activity, authorization));
    if (deps.identity.kind === 'app') checkAddress(caller, activity);
    const ttl = Math.min(KNOWN_MS, expiryOf(caller) - deps.now());
    if (ttl > 0) known.set(key, caller, { ttl });
    return caller;
  }

  return async (request, activity) => {
    if (deps.identity.kind === 'emulator') checkLoopback(request, activity);
    try {
      return await authenticate(activity, request.get('authorization') ?? '');
    } catch (error) {
      if (error instanceof BotError) throw error;
      if (isUnreachable(error))
        throw new BotError(
          'CHANNEL_UNAVAILABLE',
          'The keys that connectors sign with cannot be fetched; send the message again',
          {
            cause: error,
          },
        );
      throw refusal(error);
    }
  };
}

/**
 * The SDK asks this of channels only. It would also take a token that was given to this very bot, whatever address for answers the
 * activity names: a connector that received one from us could pass for the emulator.
 */
function checkAddress({ claimsIdentity }: CheckedCaller, { serviceUrl }: Activity): void {
  if (claimsIdentity.getClaimValue('serviceurl') !== serviceUrl) throw refusal();
}

/** All that the checks look at; tokens are not kept a second time. */
function keyOf({ channelId, serviceUrl }: Activity, authorization: string): string {
  return createHash('sha256')
    .update(JSON.stringify([authorization, channelId, serviceUrl]))
    .digest('base64url');
}

/** Milliseconds since the epoch; 0 for callers without a token. */
function expiryOf({ claimsIdentity }: CheckedCaller): number {
  return (Number(claimsIdentity.getClaimValue('exp')) || 0) * 1_000;
}

function refusal(cause?: unknown): BotError {
  return new BotError('UNAUTHENTICATED', 'Send a token that the channel signed for this bot and this serviceUrl', { cause });
}

function checkLoopback(request: Request, { serviceUrl }: Activity): void {
  const isDirect = FORWARDED.every((name) => request.get(name) === undefined);
  const isNear = isDirect && LOOPBACK_PEER.test(request.socket.remoteAddress ?? '');
  const answersTo = URL.canParse(serviceUrl) ? new URL(serviceUrl).hostname : '';
  if (!isNear || !LOOPBACK_HOST.test(answersTo))
    throw new BotError('FORBIDDEN', 'Without an app id only the emulator on this machine may call; set KEFU_MICROSOFT_APP_ID');
}

/** The SDK waits for its keys without an end. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new BotError('CHANNEL_UNAVAILABLE', 'The keys that connectors sign with did not come in time')),
      KEYS_MS,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Errors of fetching, as node-fetch and the SDK name them; all others say that the token is wrong. */
function isUnreachable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return ('name' in error && error.name === 'FetchError') || ('statusCode' in error && error.statusCode === 500);
}
