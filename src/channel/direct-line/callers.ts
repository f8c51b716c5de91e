import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { BotError } from '../../contract/errors.ts';
import type { Tokens, Visitor } from './tokens.ts';

/** Who calls: a server that holds the secret of all conversations, or a page with the token of one. */
export type Caller = { readonly kind: 'secret' } | { readonly kind: 'token'; readonly visitor: Visitor };

export type CallerOf = (request: Request) => Promise<Caller>;

/** Raises UNAUTHENTICATED without a usable header, TOKEN_EXPIRED, FORBIDDEN. */
export function createCallerOf({ tokens, secret }: { readonly tokens: Tokens; readonly secret: string }): CallerOf {
  const secretHash = hash(secret);
  return async (request) => {
    const [, credential] = /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
    if (credential === undefined)
      throw new BotError('UNAUTHENTICATED', 'Send `Authorization: Bearer` with a token or the secret');
    if (timingSafeEqual(hash(credential), secretHash)) return { kind: 'secret' };
    const visitor = await tokens.verify(credential);
    const origin = request.get('origin');
    if (visitor.origins.length > 0 && origin !== undefined && !visitor.origins.includes(origin))
      throw new BotError('FORBIDDEN', 'The token may not be used from this origin');
    return { kind: 'token', visitor };
  };
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Address of this server as the client reached it: links and streams begin with it. */
export function baseOf(request: Request, publicUrl: string | null): string {
  return publicUrl ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`;
}
