/** What came of a request. */
export type Answer<T> =
  | { readonly kind: 'ok'; readonly body: T }
  /** Understood and declined: asking again changes nothing. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string }
  /** The session ended. What was asked may be asked again after signing in. */
  | { readonly kind: 'signed-out' }
  /** No network, no server, or a server in trouble: worth another try. */
  | { readonly kind: 'unreachable' };

export interface Api {
  get<T>(path: string): Promise<Answer<T>>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer<T>>;
}

const BASE = '/api/console';
const DEADLINE_MS = 15_000;
const WORTH_ANOTHER_TRY: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Never throws. `onSignedOut` is called when the server no longer knows the session. */
export function createApi({ onSignedOut }: { readonly onSignedOut: () => void }): Api {
  async function ask<T>(path: string, options: RequestInit): Promise<Answer<T>> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(BASE + path, { ...options, signal: AbortSignal.timeout(DEADLINE_MS), credentials: 'same-origin' });
      text = await response.text();
    } catch {
      return { kind: 'unreachable' };
    }
    const body = parse(text);
    if (response.ok) return { kind: 'ok', body: body as T };
    // A wrong password is a 401 too: only a request that needs a session tells that it ended.
    if (response.status === 401 && !(path === '/session' && options.method === 'POST')) {
      onSignedOut();
      return { kind: 'signed-out' };
    }
    if (WORTH_ANOTHER_TRY.has(response.status) && path !== '/session') return { kind: 'unreachable' };
    const { code = 'UNKNOWN', message = '' } = (body as { error?: { code?: string; message?: string } } | null)?.error ?? {};
    return { kind: 'refused', status: response.status, code, message };
  }

  return {
    get: (path) => ask(path, { method: 'GET' }),
    send: (method, path, body) =>
      ask(path, {
        method,
        headers: { 'x-kefu': 'console', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** A proxy's HTML page is no answer of ours. */
function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
