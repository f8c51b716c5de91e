import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One attempt of the bot to send an activity. Times are milliseconds since the epoch. */
export interface Attempt {
  readonly conversationId: string;
  readonly type: string;
  /** What is shown, as text: two sends of one thing have the same. */
  readonly shown: string;
  readonly at: number;
  /** `lost`: taken, but the bot was never told. */
  readonly outcome: 'taken' | 'lost' | 'refused' | 'unanswered';
}

export interface Connector {
  readonly url: string;
  readonly attempts: readonly Attempt[];
  close(): Promise<void>;
}

const STATUSES = [429, 412, 500, 502, 503, 504] as const;

/**
 * A Bot Framework connector that is as unreliable as told: a share of the sends of messages is refused with 429 or 5xx, or never
 * answered, half of these after the message was taken. Tokens are not looked at.
 */
export async function startConnector(options: {
  readonly faultShare: number;
  readonly random: () => number;
}): Promise<Connector> {
  const attempts: Attempt[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = Date.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [, conversation = ''] = /^\/v3\/conversations\/([^/]+)\/activities/.exec(request.url ?? '') ?? [];
    const activity = JSON.parse(Buffer.concat(chunks).toString('utf8')) as SentActivity;
    const { type = '' } = activity;
    const outcome = type === 'message' ? chance() : 'taken';
    attempts.push({ conversationId: decodeURIComponent(conversation), type, shown: shownBy(activity), at, outcome });
    if (outcome === 'taken') response.writeHead(200, { 'content-type': 'application/json' }).end(`{"id":"${attempts.length}"}`);
    if (outcome === 'refused') {
      const status = STATUSES[Math.floor(options.random() * STATUSES.length)] ?? 503;
      response.writeHead(status, status === 429 ? { 'retry-after': '1' } : {}).end('{"error":{"code":"Injected"}}');
    }
  }

  function chance(): Attempt['outcome'] {
    if (options.random() >= options.faultShare) return 'taken';
    if (options.random() < 0.8) return 'refused';
    return options.random() < 0.5 ? 'lost' : 'unanswered';
  }

  return {
    url,
    attempts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface SentActivity {
  readonly type?: string;
  readonly text?: string;
  readonly attachments?: unknown;
}

/** What an activity shows, in one form for what was sent and what should have been. */
export function shownBy({ text, attachments }: SentActivity): string {
  return JSON.stringify([text ?? '', attachments ?? []]);
}
