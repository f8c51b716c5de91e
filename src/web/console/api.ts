/** What came of a request. */
export type Answer<T> =
  | { readonly kind: 'ok'; readonly body: T }
  /** Understood and declined: asking again changes nothing. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string }
  /** The session ended. What was asked may be asked again after signing in. */
  | { readonly kind: 'signed-out' }
  /** No network, no server, or a server in trouble: worth another try. */
  | { readonly kind: 'unreachable' };

export interface Upload {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Blob;
}

export interface Api {
  get<T>(path: string): Promise<Answer<T>>;
  /** Sends a file as it is. `onProgress` hears the share that has left, 0 to 1. */
  upload<T>(path: string, file: Upload, onProgress: (share: number) => void): Promise<Answer<T>>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer<T>>;
}

const BASE = '/api/console';
const DEADLINE_MS = 15_000;
/** A slow line may take minutes over a file; one on which nothing moves for so long is dead. */
const STALLED_MS = 30_000;
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
    return answerOf(response.status, text, path, options.method);
  }

  function answerOf<T>(status: number, text: string, path: string, method: string | undefined): Answer<T> {
    const body = parse(text);
    if (status >= 200 && status < 300) return { kind: 'ok', body: body as T };
    // A wrong password is a 401 too: only a request that needs a session tells that it ended.
    if (status === 401 && !(path === '/session' && method === 'POST')) {
      onSignedOut();
      return { kind: 'signed-out' };
    }
    if (WORTH_ANOTHER_TRY.has(status) && path !== '/session') return { kind: 'unreachable' };
    const { code = 'UNKNOWN', message = '' } = (body as { error?: { code?: string; message?: string } } | null)?.error ?? {};
    return { kind: 'refused', status, code, message };
  }

  return {
    get: (path) => ask(path, { method: 'GET' }),
    async upload(path, file, onProgress) {
      const { status, text } = await put(BASE + path, file, onProgress);
      return status === 0 ? { kind: 'unreachable' } : answerOf(status, text, path, 'PUT');
    },
    send: (method, path, body) =>
      ask(path, {
        method,
        headers: { 'x-kefu': 'console', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** Only this old interface tells how much has left. Status 0 when no answer came. */
function put(url: string, { name, contentType, bytes }: Upload, onProgress: (share: number) => void) {
  return new Promise<{ readonly status: number; readonly text: string }>((resolve) => {
    const request = new XMLHttpRequest();
    let timer = setTimeout(() => request.abort(), STALLED_MS);
    const end = (): void => {
      clearTimeout(timer);
      resolve({ status: request.status, text: request.responseText });
    };
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED_MS);
      onProgress(total > 0 ? loaded / total : 0);
    };
    request.onload = end;
    request.onerror = end;
    request.onabort = end;
    request.open('PUT', url);
    request.setRequestHeader('x-kefu', 'console');
    request.setRequestHeader('content-type', contentType || 'application/octet-stream');
    request.setRequestHeader('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
    request.send(bytes);
  });
}

/** A proxy's HTML page is no answer of ours. */
function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
