import { createHash, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { BotError } from '../contract/errors.ts';

/** Lets only requests with `Authorization: Bearer <key>` through; none while no key is set. */
export function requireApiKey(key: string | null) {
  const expected = key === null ? null : digestOf(key);
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (expected === null) throw new BotError('UNAUTHENTICATED', 'This address is closed: set KEFU_API_KEY to open it');
    const [, given] = /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
    // Digests have one length, so that the comparison takes the same time for every key.
    if (given === undefined || !timingSafeEqual(digestOf(given), expected)) {
      throw new BotError('UNAUTHENTICATED', 'Send `Authorization: Bearer` with the key that KEFU_API_KEY holds');
    }
    next();
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
