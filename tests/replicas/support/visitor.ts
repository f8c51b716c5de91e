import { WebSocket } from 'ws';

export interface Seen {
  readonly type: string;
  readonly id?: string;
  readonly text?: string;
  readonly from?: { readonly id: string; readonly role?: string };
}

export interface Visitor {
  readonly conversationId: string;
  /** Sends a message through any replica. */
  say(url: string, text: string, clientId: string): Promise<number>;
  /** A socket of any replica; what it brings is added to `activities`, and `closed` gives the code that it ends with. */
  listen(url: string): Promise<{ readonly activities: Seen[]; readonly closed: Promise<number>; close(): void }>;
  /** What the bot and agents said, from any replica, by polling. */
  answers(url: string): Promise<readonly string[]>;
}

/** A visitor of the website who has begun a conversation; a token of one replica is good on each. */
export async function visit(url: string, identity?: string): Promise<Visitor> {
  const { token, conversationId, userId } = await call<{ token: string; conversationId: string; userId: string }>(
    `${url}/api/chat/token`,
    { body: { locale: 'en', ...(identity === undefined ? {} : { identity }) } },
  );
  await call(`${url}/v3/directline/conversations`, { token, body: {} });
  const path = `/v3/directline/conversations/${conversationId}`;
  return {
    conversationId,
    async say(at, text, clientId) {
      const response = await fetch(`${at}${path}/activities`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'message', from: { id: userId }, text, channelData: { clientActivityID: clientId } }),
      });
      return response.status;
    },
    async listen(at) {
      const { streamUrl } = await call<{ streamUrl: string }>(`${at}${path}`, { token });
      const activities: Seen[] = [];
      const socket = new WebSocket(streamUrl);
      const closed = new Promise<number>((done) => socket.once('close', (code) => done(code)));
      socket
        .on('error', () => undefined)
        .on('message', (data: Buffer) => {
          const text = data.toString('utf8');
          if (text !== '') activities.push(...(JSON.parse(text) as { activities: Seen[] }).activities);
        });
      await new Promise((open, fail) => socket.once('open', open).once('error', fail));
      return { activities, closed, close: () => socket.terminate() };
    },
    async answers(at) {
      const { activities } = await call<{ activities: Seen[] }>(`${at}${path}/activities?watermark=0`, { token });
      return activities.flatMap(({ type, text, from }) => (type === 'message' && from?.role === 'bot' ? [text ?? ''] : []));
    },
  };
}

export async function call<T>(
  address: string,
  {
    token,
    body,
    headers = {},
  }: { readonly token?: string; readonly body?: unknown; readonly headers?: Record<string, string> } = {},
): Promise<T> {
  const response = await fetch(address, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
