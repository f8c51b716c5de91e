import { WebSocket } from 'ws';
import { fetchWithin } from './fetch-within.ts';

/** What of an activity the benchmarks look at. */
export interface SeenActivity {
  readonly type: string;
  readonly id?: string;
  readonly timestamp?: string;
  readonly text?: string;
  readonly replyToId?: string;
  readonly from?: { readonly id: string; readonly role?: string };
  readonly channelData?: { readonly clientActivityID?: string; readonly kefu?: { readonly event?: { readonly name: string } } };
}

export interface ChatClient {
  readonly conversationId: string;
  readonly token: string;
  readonly userId: string;
  /** Resolves with the id that acknowledges the message. Raises when the server did not acknowledge it. */
  send(text: string, clientActivityId: string): Promise<string>;
  close(): void;
}

export interface ChatOptions {
  readonly url: string;
  readonly locale: 'zh' | 'en';
  readonly onActivity: (activity: SeenActivity) => void;
  /** The socket is gone, whoever closed it. */
  readonly onClose?: () => void;
}

interface Started {
  readonly conversationId: string;
  readonly streamUrl: string;
}

const REQUEST_MS = 15_000;

/** A visitor as the website's widget is one: token, start, WebSocket. Resolves when the socket is open. */
export async function openChat({ url, locale, onActivity, onClose }: ChatOptions): Promise<ChatClient> {
  const { token, userId } = await post<{ token: string; userId: string }>(`${url}/api/chat/token`, { locale });
  const { conversationId, streamUrl } = await post<Started>(`${url}/v3/directline/conversations`, {}, token);
  const socket = await connect(streamUrl, onActivity);
  if (onClose) socket.on('close', onClose);
  return {
    conversationId,
    token,
    userId,
    send: (text, clientActivityId) => sendMessage({ url, conversationId, token, userId, text, clientActivityId }),
    close: () => socket.terminate(),
  };
}

export interface OutgoingMessage {
  readonly url: string;
  readonly conversationId: string;
  readonly token: string;
  readonly userId: string;
  readonly text: string;
  readonly clientActivityId: string;
}

export async function sendMessage(message: OutgoingMessage): Promise<string> {
  const { url, conversationId, token, userId, text, clientActivityId } = message;
  const answer = await post<{ id: string }>(
    `${url}/v3/directline/conversations/${encodeURIComponent(conversationId)}/activities`,
    { type: 'message', from: { id: userId }, text, channelData: { clientActivityID: clientActivityId } },
    token,
  );
  return answer.id;
}

/** The whole history by polling, as a client sees it that was away. */
export async function readHistory(url: string, conversationId: string, token: string): Promise<readonly SeenActivity[]> {
  const seen: SeenActivity[] = [];
  let watermark = '0';
  for (;;) {
    const address = `${url}/v3/directline/conversations/${encodeURIComponent(conversationId)}/activities?watermark=${watermark}`;
    const page = await call<{ activities: SeenActivity[]; watermark: string }>(address, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (page.activities.length === 0) return seen;
    seen.push(...page.activities);
    watermark = page.watermark;
  }
}

export async function post<T>(address: string, body: unknown, token?: string): Promise<T> {
  return await call<T>(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
}

async function call<T>(address: string, init: RequestInit): Promise<T> {
  const { status, text } = await fetchWithin(address, init, REQUEST_MS);
  if (status >= 300) throw new Error(`${init.method ?? 'GET'} ${new URL(address).pathname}: ${status} ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}

function connect(streamUrl: string, onActivity: (activity: SeenActivity) => void): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    // The server declines compression anyway.
    const socket = new WebSocket(streamUrl, { perMessageDeflate: false });
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      if (text === '') return;
      const { activities } = JSON.parse(text) as { activities?: SeenActivity[] };
      activities?.forEach(onActivity);
    });
  });
}
