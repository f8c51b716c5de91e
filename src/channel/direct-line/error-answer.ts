import { BotError, type ErrorCode } from '../../contract/errors.ts';

/** Direct Line's words for our codes; clients compare them. */
const DIRECT_LINE_CODES: Partial<Record<ErrorCode, string>> = {
  BAD_REQUEST: 'BadArgument',
  UNAUTHENTICATED: 'Unauthorized',
  FORBIDDEN: 'Forbidden',
  TOKEN_EXPIRED: 'TokenExpired',
  CONVERSATION_NOT_FOUND: 'ConversationNotFound',
  NOT_FOUND: 'NotFound',
  PAYLOAD_TOO_LARGE: 'MessageSizeTooBig',
  RATE_LIMITED: 'TooManyRequests',
  CONFLICT: 'Conflict',
  OWNERSHIP_MOVED: 'Conflict',
};

export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly error: { readonly code: string; readonly message: string } };
}

/** An error in the shape of Direct Line. Whatever the client did not cause is a 502, which clients treat as "try again". */
export function errorAnswer(error: unknown): ErrorAnswer {
  const code = error instanceof BotError ? DIRECT_LINE_CODES[error.code] : undefined;
  if (error instanceof BotError && error.code === 'TICKET_NOT_FOUND')
    // Not 404: to a client that would mean that the conversation is gone.
    return errorAnswer(new BotError('BAD_REQUEST', error.message, { cause: error }));
  if (error instanceof BotError && code !== undefined)
    return { status: error.status, body: { error: { code, message: error.message } } };
  const problem = badBody(error);
  if (problem) return errorAnswer(problem);
  return { status: 502, body: { error: { code: 'BotRejectedActivity', message: 'The message was not taken; send it again' } } };
}

/** What express says of a body that it could not read, as our own error; null for any other error. */
export function badBody(error: unknown): BotError | null {
  if (typeof error !== 'object' || error === null || !('type' in error) || !('status' in error)) return null;
  if (error.type === 'entity.too.large')
    return new BotError('PAYLOAD_TOO_LARGE', 'The body is larger than 256 KB', { cause: error });
  if (typeof error.status === 'number' && error.status >= 400 && error.status < 500)
    return new BotError('BAD_REQUEST', 'The body is not the JSON that was promised', { cause: error });
  return null;
}
