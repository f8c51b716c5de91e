import { createSecretKey } from 'node:crypto';
import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { BotError } from '../../contract/errors.ts';

/** Lifetimes in seconds. 1800 and 60 are Direct Line's own. */
export const TOKEN_SECONDS = 1_800;
const STREAM_SECONDS = 60;
const RESUME_SECONDS = 30 * 86_400;
const TOKENS_KNOWN = 5_000;

const Visitor = z.object({
  /** The one conversation that the token opens. */
  conv: z.string().min(1),
  /** Who writes; null lets the client name itself (ids beginning `dl_` excepted). Direct Line clients read this claim. */
  user: z.string().min(1).nullable(),
  /** The shop's customer number, from a signed identity. */
  shop: z.string().min(1).nullable(),
  lang: z.enum(['zh', 'en']),
  /** Where the token was given out: the page's origin, or `server`. */
  site: z.string(),
  /** Origins that may use the token; empty: all. */
  origins: z.array(z.string()),
});
export type Visitor = z.infer<typeof Visitor>;

const StreamClaims = z.object({
  conv: z.string().min(1),
  after: z.int().nonnegative(),
  /** Address of the server as the client reached it; links in activities begin with it. */
  base: z.string(),
});
export type StreamClaims = z.infer<typeof StreamClaims>;

export interface Tokens {
  issue(visitor: Visitor): Promise<string>;
  /** Raises TOKEN_EXPIRED for a token that was once good, FORBIDDEN for any other. */
  verify(token: string): Promise<Visitor>;
  /** For the address of a stream: must be used within a minute. */
  issueStream(claims: StreamClaims): Promise<string>;
  verifyStream(token: string): Promise<StreamClaims>;
  /** Brings a visitor back to the conversation within 30 days, when the token has long expired. */
  issueResume(visitor: Visitor): Promise<string>;
  verifyResume(key: string): Promise<Visitor>;
}

export function createTokens({ secret, now }: { readonly secret: string; readonly now: () => number }): Tokens {
  const key = createSecretKey(Buffer.from(secret));
  // A client sends the same token with every message: its signature is checked once. Expiry is looked at each time.
  const known = new LRUCache<string, JWTPayload>({ max: TOKENS_KNOWN });
  const seconds = (): number => Math.floor(now() / 1_000);

  const sign = (claims: JWTPayload, audience: string, lifetime: number): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(audience)
      .setIssuedAt(seconds())
      .setExpirationTime(seconds() + lifetime)
      .sign(key);

  async function check<T>(token: string, audience: string, shape: z.ZodType<T>): Promise<T> {
    try {
      return shape.parse(await payloadOf(token, audience));
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new BotError('TOKEN_EXPIRED', 'The token has expired: get a new one', { cause: error });
      throw new BotError('FORBIDDEN', 'The token is not valid here', { cause: error });
    }
  }

  async function payloadOf(token: string, audience: string): Promise<JWTPayload> {
    const seen = known.get(token);
    if (seen?.aud === audience && (seen.exp ?? 0) > seconds()) return seen;
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      audience,
      currentDate: new Date(now()),
      requiredClaims: ['exp'],
    });
    known.set(token, payload);
    return payload;
  }

  return {
    issue: (visitor) => sign(visitor, 'direct-line', TOKEN_SECONDS),
    verify: (token) => check(token, 'direct-line', Visitor),
    issueStream: (claims) => sign({ ...claims }, 'stream', STREAM_SECONDS),
    verifyStream: (token) => check(token, 'stream', StreamClaims),
    issueResume: (visitor) => sign(visitor, 'resume', RESUME_SECONDS),
    verifyResume: (token) => check(token, 'resume', Visitor),
  };
}
