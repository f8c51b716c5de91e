import { Router, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import { BotError } from '../../contract/errors.ts';
import { SESSION_MS } from '../../handoff/sign-in.ts';
import { parseBody } from '../parse-body.ts';
import type { ConsoleDeps, SignedIn } from './deps.ts';

const COOKIE = 'kefu_console';
/** Sign-ins a minute and address, and a minute and account: a guesser gets nowhere, a forgetful agent does. */
const SIGN_INS_PER_MINUTE = 10;

export const SignInBody = z.strictObject({ email: z.string().min(3).max(200), password: z.string().min(1).max(200) });

/** Sign-in, who am I, sign-out. */
export function sessionRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  router.post('/session', async (request, response) => {
    const { email, password } = parseBody(SignInBody, request);
    for (const key of [`sign-in:${request.ip ?? ''}`, `sign-in:${email.toLowerCase()}`]) {
      const { waitMs } = await deps.limiter.take(key, SIGN_INS_PER_MINUTE);
      if (waitMs > 0) throw new BotError('RATE_LIMITED', `Too many sign-ins; wait ${Math.ceil(waitMs / 1000)} seconds`);
    }
    const session = await deps.signIn.signIn(email, password);
    if (!session) throw new BotError('UNAUTHENTICATED', 'E-mail or password is wrong');
    response.cookie(COOKIE, session.token, {
      httpOnly: true,
      sameSite: 'strict',
      secure: request.secure,
      path: '/api/console',
      maxAge: SESSION_MS,
    });
    response.status(201).json({ agent: session.agent });
  });
  router.get('/session', requireAgent(deps), async (_request, response) => {
    const { agent } = signedIn(response);
    const { name, currency, timeZone } = deps.shopDefinition();
    response.json({
      agent,
      shop: { name, currency, timeZone },
      available: await deps.presence.available(),
      uploadMaxBytes: deps.uploadMaxBytes,
    });
  });
  router.delete('/session', requireAgent(deps), async (_request, response) => {
    const { agent, token } = signedIn(response);
    await deps.signIn.signOut(token);
    deps.presence.gone(agent.id);
    response.clearCookie(COOKIE, { path: '/api/console' }).status(204).end();
  });
  return router;
}

/**
 * Lets only signed-in agents through. A request that changes something must carry `x-kefu: console`: other sites cannot set it
 * without asking, and the cookie is `SameSite=Strict` besides.
 */
export function requireAgent(deps: Pick<ConsoleDeps, 'signIn'>, role: 'agent' | 'admin' = 'agent') {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const token = cookieOf(request);
    const agent = token === null ? null : await deps.signIn.whois(token);
    if (!agent || token === null) throw new BotError('UNAUTHENTICATED', 'Sign in first');
    if (!['GET', 'HEAD'].includes(request.method) && request.get('x-kefu') !== 'console') {
      throw new BotError('FORBIDDEN', 'The header x-kefu: console is missing');
    }
    if (role === 'admin' && agent.role !== 'admin') throw new BotError('FORBIDDEN', 'Only an administrator may do this');
    (response.locals as { signedIn?: SignedIn }).signedIn = { agent, token };
    next();
  };
}

/** The agent behind a request that `requireAgent` let through. */
export function signedIn(response: Response): SignedIn {
  const { signedIn: session } = response.locals as { signedIn?: SignedIn };
  if (!session) throw new BotError('UNAUTHENTICATED', 'Sign in first');
  return session;
}

function cookieOf(request: Request): string | null {
  const pair = (request.headers.cookie ?? '').split(/;\s*/).find((part) => part.startsWith(`${COOKIE}=`));
  return pair === undefined ? null : pair.slice(COOKIE.length + 1);
}
