import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { BotError } from '../contract/errors.ts';
import type { createChatToken } from './chat-token.ts';
import { allowOrigins } from './cors.ts';
import { baseOf } from './direct-line/callers.ts';
import { badBody } from './direct-line/error-answer.ts';
import type { RateLimiter } from './rate-limiter.ts';

export interface ChatRoutesDeps {
  readonly chatToken: ReturnType<typeof createChatToken>;
  readonly limiter: RateLimiter;
  readonly tokensPerMinute: number;
  /** Origins of pages that may open chats; `*` allows all. Kefu's own is always allowed. */
  readonly allowedOrigins: readonly string[];
  readonly publicUrl: string | null;
}

const BODY_LIMIT = '16kb';

/** What the website's widget asks for before it speaks Direct Line; mounted at `/api/chat`. */
export function createChatRoutes(deps: ChatRoutesDeps): Router {
  const router = express.Router();
  const publicOrigin = deps.publicUrl === null ? null : new URL(deps.publicUrl).origin;
  const isAllowed = (origin: string, own: string): boolean =>
    origin === own || origin === publicOrigin || deps.allowedOrigins.includes('*') || deps.allowedOrigins.includes(origin);

  router.use(allowOrigins(isAllowed));
  router.use(express.json({ limit: BODY_LIMIT }));
  router.post('/token', (request, response, next) => {
    give(request, response).catch(next);
  });
  router.use((error: unknown, _request: Request, _response: Response, next: NextFunction) => next(badBody(error) ?? error));
  return router;

  async function give(request: Request, response: Response): Promise<void> {
    const origin = request.get('origin');
    if (origin !== undefined && !isAllowed(origin, `${request.protocol}://${request.get('host') ?? ''}`)) {
      throw new BotError('FORBIDDEN', 'Pages of this origin may not open chats: add it to KEFU_ALLOWED_ORIGINS');
    }
    const { waitMs } = await deps.limiter.take(`tokens:${request.ip ?? ''}`, deps.tokensPerMinute);
    if (waitMs > 0) {
      response.set('retry-after', String(Math.ceil(waitMs / 1_000)));
      throw new BotError('RATE_LIMITED', 'Too many chats were opened from this address; wait a moment');
    }
    response
      .set('cache-control', 'no-store')
      .json(await deps.chatToken(request.body, origin ?? 'server', baseOf(request, deps.publicUrl)));
  }
}
