import type { Refusal } from './connector-http-client.ts';

export type Verdict =
  | { readonly kind: 'again'; readonly afterMs: number }
  /** The form was refused, the words may not be. */
  | { readonly kind: 'plainer' }
  | { readonly kind: 'never' };

/** With the delays below, a connector may be away for an hour before its messages become dead letters. */
export const MOST_ATTEMPTS = 16;
const FIRST_MS = 1_000;
const LONGEST_MS = 900_000;
/** What Teams asks to repeat (412, 429, 502, 504), what passes by itself, and a token that is just being renewed. */
const PASSING = [401, 408, 412, 425, 429, 500, 502, 503, 504];
const BAD_FORM = [400, 413, 415, 422];

/** What to do about a refusal at the `attempt`th attempt. Delays double, with jitter, and are never under what the connector asks for. */
export function judge({ status, retryAfterMs }: Refusal, attempt: number, random: () => number): Verdict {
  if (status === null || PASSING.includes(status)) {
    if (attempt >= MOST_ATTEMPTS) return { kind: 'never' };
    const delay = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
    const jittered = Math.round(delay / 2 + (random() * delay) / 2);
    return { kind: 'again', afterMs: Math.max(jittered, retryAfterMs ?? 0) };
  }
  return BAD_FORM.includes(status) ? { kind: 'plainer' } : { kind: 'never' };
}
