import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * One JSON line an event on stdout. Secrets and contact data are censored wherever a careless caller put them;
 * customers' words are never logged above `debug`.
 */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'authorization',
        'token',
        'password',
        'secret',
        'email',
        'phone',
        'text',
        '*.authorization',
        '*.token',
        '*.password',
        '*.secret',
        '*.email',
        '*.phone',
        'req.headers.authorization',
        'req.headers.cookie',
      ],
      censor: '[redacted]',
    },
  });
}

/** Awaits nothing, loses nothing: a rejected background promise is logged. */
export function inBackground(promise: Promise<unknown>, logger: Logger, what: string): void {
  promise.catch((error: unknown) => logger.error({ err: error }, `${what} failed`));
}
