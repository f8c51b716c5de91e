import { createSecretKey } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { BotError } from '../contract/errors.ts';

const LONGEST_NUMBER = 128;
/** Clocks of the shop and of Kefu may differ by this much. */
const CLOCK_TOLERANCE_S = 60;

export interface Identities {
  /**
   * The customer number (`sub`) of a JWT that the shop signed (HS256) with KEFU_IDENTITY_SECRET; it must carry `exp`.
   * Raises UNAUTHENTICATED with what is wrong with it.
   */
  verify(identity: string): Promise<string>;
  /** The same, with the mail address (`email`) that the shop vouches for; null when it names none. */
  read(identity: string): Promise<{ readonly shopCustomerId: string; readonly email: string | null }>;
  sign(shopCustomerId: string, lifetimeSeconds: number): Promise<string>;
}

export function createIdentities({ secret, now }: { readonly secret: string; readonly now: () => number }): Identities {
  const key = createSecretKey(Buffer.from(secret));
  return {
    verify: async (identity) => (await read(identity)).shopCustomerId,
    read,
    sign: (shopCustomerId, lifetimeSeconds) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(shopCustomerId)
        .setIssuedAt(Math.floor(now() / 1_000))
        .setExpirationTime(Math.floor(now() / 1_000) + lifetimeSeconds)
        .sign(key),
  };

  async function read(identity: string): ReturnType<Identities['read']> {
    try {
      const { payload } = await jwtVerify(identity, key, {
        algorithms: ['HS256'],
        currentDate: new Date(now()),
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['sub', 'exp'],
      });
      const number = payload.sub?.trim() ?? '';
      const email = typeof payload['email'] === 'string' && payload['email'].includes('@') ? payload['email'] : null;
      if (number !== '' && number.length <= LONGEST_NUMBER) return { shopCustomerId: number, email };
    } catch (error) {
      const why =
        error instanceof errors.JWTExpired
          ? 'has expired: the page must ask the shop for a new one'
          : 'must be a JWT with `sub` and `exp`, signed by the shop with KEFU_IDENTITY_SECRET (HS256)';
      throw new BotError('UNAUTHENTICATED', `The identity ${why}`, { cause: error });
    }
    throw new BotError('UNAUTHENTICATED', `The identity's \`sub\` must be 1 to ${LONGEST_NUMBER} characters`);
  }
}
