/**
 * Every error that Kefu raises on purpose. `status` is the HTTP answer where one is owed, `retryable` tells a
 * caller whether the same call may succeed later. docs/errors.md lists the same codes (a test compares them).
 */
export const ERRORS = {
  CONFIG_INVALID: { status: 500, retryable: false },
  CONTENT_INVALID: { status: 422, retryable: false },
  MODEL_INVALID: { status: 500, retryable: false },
  TRAINING_DATA_INVALID: { status: 422, retryable: false },
  STORE_UNAVAILABLE: { status: 503, retryable: true },
  STORE_NEWER: { status: 500, retryable: false },
  STORE_IN_USE: { status: 409, retryable: true },
  SHOP_UNAVAILABLE: { status: 503, retryable: true },
  EMBEDDING_UNAVAILABLE: { status: 503, retryable: true },
  CHANNEL_UNAVAILABLE: { status: 503, retryable: true },
  DEADLINE_EXCEEDED: { status: 504, retryable: true },
  BAD_REQUEST: { status: 400, retryable: false },
  UNAUTHENTICATED: { status: 401, retryable: false },
  FORBIDDEN: { status: 403, retryable: false },
  TOKEN_EXPIRED: { status: 403, retryable: false },
  CONVERSATION_NOT_FOUND: { status: 404, retryable: false },
  TICKET_NOT_FOUND: { status: 404, retryable: false },
  ARTICLE_NOT_FOUND: { status: 404, retryable: false },
  NOT_FOUND: { status: 404, retryable: false },
  OWNERSHIP_MOVED: { status: 409, retryable: false },
  CONFLICT: { status: 409, retryable: false },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false },
  RATE_LIMITED: { status: 429, retryable: true },
} as const satisfies Record<string, { readonly status: number; readonly retryable: boolean }>;

export type ErrorCode = keyof typeof ERRORS;

/** What a caller could not prevent or did wrong. Messages never hold secrets or what a customer wrote. */
export class BotError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly details?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BotError';
    this.code = code;
    this.details = options.details ?? {};
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}
