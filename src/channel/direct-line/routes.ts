import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import { BotError } from '../../contract/errors.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { languageOf } from '../language-of.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { baseOf, type CallerOf } from './callers.ts';
import { errorAnswer } from './error-answer.ts';
import type { PostActivity } from './post-activity.ts';
import type { PostUpload } from './post-upload.ts';
import { sequenceOf, type ReadActivities } from './read-activities.ts';
import { streamUrl } from './stream-url.ts';
import { TOKEN_SECONDS, type Tokens, type Visitor } from './tokens.ts';
import type { Visits } from './visits.ts';

export interface DirectLineRoutesDeps {
  readonly callerOf: CallerOf;
  readonly tokens: Tokens;
  readonly visits: Visits;
  readonly log: Pick<ConversationLog, 'find'>;
  readonly read: ReadActivities;
  readonly post: PostActivity;
  readonly upload: PostUpload;
  /** Tells the bot that somebody came. */
  readonly greet: (visitor: Visitor, userId: string | null, base: string) => Promise<void>;
  readonly limiter: RateLimiter;
  readonly publicUrl: string | null;
  readonly logger: Logger;
  readonly newId: () => string;
}

/** Polls of one conversation a minute; several tabs fit, a loop without pause does not. */
const POLLS_PER_MINUTE = 600;
const BODY_LIMIT = '256kb';

const Start = z.object({
  user: z.object({ id: z.string().max(256).optional() }).nullish(),
  locale: z.string().max(50).nullish(),
  trustedOrigins: z.array(z.string().max(256)).max(20).nullish(),
});

/** Direct Line 3.0 over REST, mounted at `/v3/directline`. */
export function createDirectLineRoutes(deps: DirectLineRoutesDeps): Router {
  const { callerOf, tokens, visits, read, newId } = deps;
  const router = express.Router();
  const base = (request: Request): string => baseOf(request, deps.publicUrl);

  /** The visitor of the conversation in the path. Raises FORBIDDEN for another's conversation. */
  async function visitorOf(request: Request): Promise<Visitor> {
    const conversationId = String(request.params['id']);
    const caller = await callerOf(request);
    if (caller.kind === 'secret') return await visits.impersonate(conversationId);
    if (caller.visitor.conv !== conversationId) throw new BotError('FORBIDDEN', 'The token is for another conversation');
    return caller.visitor;
  }

  const stream = (request: Request, conv: string, after: number): Promise<string> =>
    streamUrl(tokens, { base: base(request), conv, after });

  async function tokenAnswer(visitor: Visitor) {
    return { conversationId: visitor.conv, token: await tokens.issue(visitor), expires_in: TOKEN_SECONDS };
  }

  function newVisitor(body: z.infer<typeof Start>): Visitor {
    return {
      conv: newId(),
      user: body.user?.id?.trim() || null,
      shop: null,
      lang: languageOf(body.locale ?? undefined),
      site: 'server',
      origins: body.trustedOrigins?.filter((origin) => origin !== '') ?? [],
    };
  }

  router.use(express.json({ limit: BODY_LIMIT, strict: false, type: ['application/json', 'text/json'] }));

  router.get('/session/getsessionid', (_request, response) => {
    response.json({ sessionId: newId() });
  });

  router.post(
    '/tokens/generate',
    handle(async (request, response) => {
      const caller = await callerOf(request);
      if (caller.kind !== 'secret') throw new BotError('FORBIDDEN', 'Tokens are made with the secret; a token can be refreshed');
      response.json(await tokenAnswer(newVisitor(parseStart(request.body))));
    }),
  );

  router.post(
    '/tokens/refresh',
    handle(async (request, response) => {
      const caller = await callerOf(request);
      if (caller.kind !== 'token') throw new BotError('FORBIDDEN', 'A secret needs no refreshing');
      response.json(await tokenAnswer(caller.visitor));
    }),
  );

  router.post(
    '/conversations',
    handle(async (request, response) => {
      const body = parseStart(request.body);
      const caller = await callerOf(request);
      const given = caller.kind === 'token' ? caller.visitor : newVisitor(body);
      const visitor = body.locale ? { ...given, lang: languageOf(body.locale) } : given;
      const named = visitor.user ?? namedBy(body);
      const isNew = await start(visitor, named, base(request));
      response.status(isNew ? 201 : 200).json({
        ...(await tokenAnswer(visitor)),
        streamUrl: await stream(request, visitor.conv, 0),
      });
    }),
  );

  /** A client takes any failure here as final: a store that is away for a moment is made up for by the first message. */
  async function start(visitor: Visitor, userId: string | null, address: string): Promise<boolean> {
    try {
      const { isNew } = await visits.arrive(visitor, userId ?? `visitor-${visitor.conv}`);
      if (isNew) await deps.greet(visitor, userId, address);
      return isNew;
    } catch (error) {
      if (!(error instanceof BotError && error.retryable)) throw error;
      deps.logger.warn({ err: error, conversationId: visitor.conv }, 'conversation starts with its first message');
      return true;
    }
  }

  router.get(
    '/conversations/:id',
    handle(async (request, response) => {
      const visitor = await visitorOf(request);
      const { watermark } = request.query;
      const after =
        typeof watermark === 'string' && watermark !== ''
          ? sequenceOf(watermark)
          : ((await deps.log.find(visitor.conv))?.lastSequence ?? 0);
      response.json({ ...(await tokenAnswer(visitor)), streamUrl: await stream(request, visitor.conv, after) });
    }),
  );

  router.get(
    '/conversations/:id/activities',
    handle(async (request, response) => {
      const conversationId = String(request.params['id']);
      const after = sequenceOf(request.query['watermark']);
      const nothing = { activities: [], watermark: String(after) };
      try {
        const visitor = await visitorOf(request);
        const { waitMs } = await deps.limiter.take(`polls:${conversationId}`, POLLS_PER_MINUTE);
        const { activities, watermark } = waitMs > 0 ? nothing : await read(visitor.conv, after, base(request));
        response.json({ activities, watermark });
      } catch (error) {
        // Any status but 403 and 404 would end the client's polling for good.
        if (error instanceof BotError && !error.retryable) throw error;
        deps.logger.warn({ err: error, conversationId }, 'poll answered with nothing');
        response.json(nothing);
      }
    }),
  );

  router.post(
    '/conversations/:id/activities',
    handle(async (request, response) => {
      const visitor = await visitorOf(request);
      response.json({ id: await deps.post(visitor, request.body, base(request)) });
    }),
  );

  router.post(
    '/conversations/:id/upload',
    handle(async (request, response) => {
      const visitor = await visitorOf(request);
      response.json({ id: await deps.upload(visitor, request, base(request)) });
    }),
  );

  router.use(() => {
    throw new BotError('NOT_FOUND', 'Direct Line here has no such address');
  });
  router.use(answerErrors(deps.logger));
  return router;
}

/** Express 5 passes a rejected promise on to the error handler; lint wants to see that nobody awaits it. */
function handle(work: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return (request, response, next) => {
    work(request, response).catch(next);
  };
}

function namedBy({ user }: z.infer<typeof Start>): string | null {
  const id = user?.id?.trim() ?? '';
  return id === '' || id.startsWith('dl_') ? null : id;
}

function parseStart(body: unknown): z.infer<typeof Start> {
  const parsed = Start.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw new BotError('BAD_REQUEST', 'The body must be {user?: {id}, locale?, trustedOrigins?}');
}

/** Four parameters: express tells error handlers by their number. */
function answerErrors(logger: Logger) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, body } = errorAnswer(error);
    if (status >= 500) logger.error({ err: error, method: request.method }, 'direct line request failed');
    response.status(status).json(body);
  };
}
