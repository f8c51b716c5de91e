/**
 * Why a request failed, as far as the client acts on it: `expired`, get another token; `gone`, the conversation is no more;
 * `refused`, never try this again; `unreachable`, try later.
 */
export type WireProblem = 'expired' | 'gone' | 'refused' | 'unreachable';

export class WireError extends Error {
  readonly problem: WireProblem;
  readonly status: number;

  constructor(problem: WireProblem, status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WireError';
    this.problem = problem;
    this.status = status;
  }
}

export interface ChatToken {
  readonly conversationId: string;
  readonly token: string;
  readonly expiresInMs: number;
  readonly userId: string;
  readonly resume: string;
}

export interface Stream {
  readonly token: string;
  readonly streamUrl: string;
}

export interface ActivitySet {
  readonly activities: readonly unknown[];
  /** Empty when the frame carried none: the old one stays good. */
  readonly watermark: string;
}

/** The part of a token answer that a request needs. */
export interface Access {
  readonly conversationId: string;
  readonly token: string;
}

export type DirectLineHttp = ReturnType<typeof createDirectLineHttp>;

const DEADLINE_MS = 15_000;
/** A photo over a phone's uplink. */
const UPLOAD_DEADLINE_MS = 120_000;
const MS_PER_S = 1_000;

/** The requests of Direct Line 3.0 that a chat needs. All raise WireError. */
export function createDirectLineHttp({ base, fetch }: { readonly base: string; readonly fetch: typeof globalThis.fetch }) {
  const conversations = `${base}/v3/directline/conversations`;
  const of = ({ conversationId }: Access): string => `${conversations}/${encodeURIComponent(conversationId)}`;

  async function call(url: string, init: RequestInit, token: string | null, deadlineMs = DEADLINE_MS) {
    const headers = new Headers(init.headers);
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    if (typeof init.body === 'string') headers.set('content-type', 'application/json');
    try {
      const response = await fetch(url, { ...init, headers, credentials: 'omit', signal: AbortSignal.timeout(deadlineMs) });
      if (!response.ok)
        throw new WireError(problemOf(response.status), response.status, `The chat server answered ${response.status}`);
      return fieldsOf(response.status === 204 ? {} : await response.json());
    } catch (error) {
      if (error instanceof WireError) throw error;
      throw new WireError('unreachable', 0, 'The chat server cannot be reached', { cause: error });
    }
  }

  const post = (url: string, body: unknown, token: string | null) =>
    call(url, { method: 'POST', body: JSON.stringify(body) }, token);

  return {
    async chatToken(body: { locale: string; identity?: string | null; resume?: string }): Promise<ChatToken> {
      const answer = await post(`${base}/api/chat/token`, body, null);
      return {
        conversationId: textOf(answer['conversationId']),
        token: textOf(answer['token']),
        expiresInMs: (Number(answer['expires_in']) || 1_800) * MS_PER_S,
        userId: textOf(answer['userId']),
        resume: textOf(answer['resume']),
      };
    },
    async start({ token }: Access, locale: string): Promise<Stream> {
      return streamOf(await post(conversations, { locale }, token));
    },
    async reconnect(access: Access, watermark: string): Promise<Stream> {
      return streamOf(await call(`${of(access)}?watermark=${encodeURIComponent(watermark || '0')}`, {}, access.token));
    },
    async refresh({ token }: Access): Promise<{ readonly token: string }> {
      const answer = await post(`${base}/v3/directline/tokens/refresh`, {}, token);
      return { token: textOf(answer['token']) };
    },
    async activities(access: Access, watermark: string): Promise<ActivitySet> {
      return activitySetOf(await call(`${of(access)}/activities?watermark=${encodeURIComponent(watermark)}`, {}, access.token));
    },
    async post(access: Access, activity: unknown): Promise<string> {
      return textOf((await post(`${of(access)}/activities`, activity, access.token))['id']);
    },
    async upload(access: Access, activity: unknown, files: readonly File[]): Promise<string> {
      const form = new FormData();
      form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
      for (const file of files) form.append('file', file, file.name);
      return textOf((await call(`${of(access)}/upload`, { method: 'POST', body: form }, access.token, UPLOAD_DEADLINE_MS))['id']);
    },
  };
}

/** One frame of the stream; null for keep-alives and for what is no activity set. */
export function readFrame(frame: unknown): ActivitySet | null {
  if (typeof frame !== 'string' || frame === '') return null;
  try {
    return activitySetOf(fieldsOf(JSON.parse(frame)));
  } catch {
    return null;
  }
}

function problemOf(status: number): WireProblem {
  if (status === 401 || status === 403) return 'expired';
  if (status === 404) return 'gone';
  return status === 408 || status === 429 || status >= 500 ? 'unreachable' : 'refused';
}

function streamOf(answer: Readonly<Record<string, unknown>>): Stream {
  return { token: textOf(answer['token']), streamUrl: textOf(answer['streamUrl']) };
}

function activitySetOf({ activities, watermark }: Readonly<Record<string, unknown>>): ActivitySet {
  return { activities: Array.isArray(activities) ? activities : [], watermark: textOf(watermark) };
}

function fieldsOf(answer: unknown): Readonly<Record<string, unknown>> {
  return typeof answer === 'object' && answer !== null ? Object.fromEntries(Object.entries(answer)) : {};
}

function textOf(given: unknown): string {
  return typeof given === 'string' ? given : '';
}
