import type { Activity } from 'botbuilder';
import { SIGNATURE_HEADER, signatureOf } from '../sign-body.ts';

export type HubAnswer =
  | { readonly kind: 'taken' }
  /** The hub may take the same later: it was away, or overloaded. */
  | { readonly kind: 'away'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Sends one activity to the hub. What goes wrong is a value. */
export type TellHub = (activity: Partial<Activity>) => Promise<HubAnswer>;

const TIMEOUT_MS = 10_000;
const PASSING = [401, 408, 412, 425, 429];

/** Activities go by POST, signed in `X-Hub-Signature-256` (HMAC-SHA256 of the body), as the hub's own to Kefu are. */
export function createHubClient({ url, secret }: { readonly url: string; readonly secret: string }): TellHub {
  return async (activity) => {
    const body = JSON.stringify(activity);
    let response: Response;
    try {
      response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: signatureOf(secret, body) },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
    } catch (error) {
      return {
        kind: 'away',
        reason: error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no connection',
      };
    }
    if (response.ok) return { kind: 'taken' };
    const isPassing = response.status >= 500 || PASSING.includes(response.status);
    return { kind: isPassing ? 'away' : 'refused', reason: String(response.status) };
  };
}
