import { Readable } from 'node:stream';
import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { BotError } from '../../contract/errors.ts';
import { before } from './before.ts';

type ConnectorOptions = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>;
export type ConnectorHttpClient = NonNullable<ConnectorOptions['httpClient']>;

/** What a connector said when it did not take an activity; `status` is null when it said nothing at all. */
export interface Refusal {
  readonly status: number | null;
  /** What the connector asks to wait for; null when it does not say. */
  readonly retryAfterMs: number | null;
  /** Status and the connector's own code; never a text, which may hold a customer's words. */
  readonly reason: string;
}

/** Longer answers are no answers of a connector. */
const LONGEST_ANSWER = 1_000_000;

/**
 * Sends the SDK's requests with a deadline and exactly once: the SDK itself would repeat 429 and 5xx three times, behind the back of the
 * outbox and of Teams' limits, and wait for ever. Raises CHANNEL_UNAVAILABLE whose details are a `Refusal`, for every answer but 2xx.
 */
export function createConnectorHttpClient({ timeoutMs }: { readonly timeoutMs: number }): ConnectorHttpClient {
  return {
    async sendRequest(request) {
      const body: unknown = request.body;
      let response: Response;
      let text = '';
      // The SDK wants a file: whoever asked for it reads it, and no more of it than it may have.
      const wantsStream = request.streamResponseStatusCodes?.has(200) === true;
      try {
        const signal = AbortSignal.timeout(timeoutMs);
        const sent = fetch(request.url, {
          method: request.method,
          headers: request.headers.toJson(),
          ...(typeof body === 'string' ? { body } : {}),
          redirect: 'error',
          signal,
        });
        response = await before(signal, sent);
        if (!wantsStream || response.status !== 200) text = await before(signal, response.text());
      } catch (error) {
        throw refused({ status: null, retryAfterMs: null, reason: reasonOf(error) }, error);
      }
      if (!response.ok || text.length > LONGEST_ANSWER) {
        const retryAfterMs = retryAfter(response.headers.get('retry-after'));
        throw refused({ status: response.status, retryAfterMs, reason: `${response.status}${codeOf(text)}` });
      }
      const headers = request.headers.clone();
      for (const name of headers.headerNames()) headers.remove(name);
      response.headers.forEach((value, name) => headers.set(name, value));
      if (wantsStream && response.body)
        return { request, status: response.status, headers, readableStreamBody: Readable.from(chunksOf(response.body)) };
      return { request, status: response.status, headers, bodyAsText: text };
    },
  };
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}

/** The refusal that an error of the client carries; null for any other error. */
export function refusalOf(error: unknown): Refusal | null {
  const isRefusal = error instanceof BotError && error.code === 'CHANNEL_UNAVAILABLE' && 'retryAfterMs' in error.details;
  return isRefusal ? (error.details as unknown as Refusal) : null;
}

function refused(refusal: Refusal, cause?: unknown): BotError {
  return new BotError('CHANNEL_UNAVAILABLE', `The connector did not take the message (${refusal.reason})`, {
    details: { ...refusal },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

function codeOf(text: string): string {
  const [, code] = /"code"\s*:\s*"(\w{1,60})"/.exec(text) ?? [];
  return code === undefined ? '' : ` ${code}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'no connection';
}
