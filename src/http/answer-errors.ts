import type { ErrorRequestHandler, RequestHandler } from 'express';
import { BotError } from '../contract/errors.ts';
import type { Logger } from '../telemetry/logger.ts';

export function answerNotFound(): RequestHandler {
  return () => {
    throw new BotError('NOT_FOUND', 'There is nothing at this address');
  };
}

/** Errors as `{"error": {"code", "message"}}`. What was not raised on purpose says nothing about our insides. */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = error instanceof BotError ? error : fromExpress(error);
    if (!known || known.status >= 500) logger.error({ err: error, method: request.method, code: known?.code }, 'request failed');
    const { status, code, message } = known ?? { status: 500, code: 'INTERNAL', message: 'Something went wrong here; try again' };
    response.status(status).json({ error: { code, message } });
  };
}

/** What express says of a request that it could not read. */
function fromExpress(error: unknown): BotError | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  if (error.status === 413) return new BotError('PAYLOAD_TOO_LARGE', 'The body is too large', { cause: error });
  if (typeof error.status === 'number' && error.status >= 400 && error.status < 500)
    return new BotError('BAD_REQUEST', 'The request could not be read', { cause: error });
  return null;
}
