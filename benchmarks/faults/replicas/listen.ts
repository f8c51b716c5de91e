import { WebSocket } from 'ws';
import type { SeenActivity } from '../../support/direct-line-client.ts';
import { fetchWithin } from '../../support/fetch-within.ts';

/** What one WebSocket brought, typing notices left out. */
export interface Connection {
  /** Sequence after which it was to begin. */
  readonly after: number;
  readonly seen: { readonly sequence: number; readonly text: string | null }[];
}

export interface Listener {
  readonly conversationId: string;
  /** All that there were, the last one last. */
  readonly connections: readonly Connection[];
  /** Sequence up to which everything came. */
  reached(): number;
  close(): void;
}

export interface ListenOptions {
  readonly url: () => string;
  readonly conversationId: string;
  readonly token: string;
}

const REQUEST_MS = 5_000;
const RETRY_MS = 300;
/** The server sends something every 20 seconds. */
const SILENT_MS = 45_000;

/** A customer's page: reads over a WebSocket, and comes back with the watermark that it got to, at any replica. */
export function listen({ url, conversationId, token }: ListenOptions): Listener {
  const connections: Connection[] = [];
  let reached = 0;
  let isClosed = false;
  let socket: WebSocket | null = null;
  void keepOn();

  async function keepOn(): Promise<void> {
    while (!isClosed) {
      await connect().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** Resolves when the socket is gone. */
  async function connect(): Promise<void> {
    const address = `${url()}/v3/directline/conversations/${encodeURIComponent(conversationId)}?watermark=${reached}`;
    const { text: answer } = await fetchWithin(address, { headers: { authorization: `Bearer ${token}` } }, REQUEST_MS);
    const { streamUrl } = JSON.parse(answer) as { streamUrl?: string };
    if (!streamUrl || isClosed) return;
    const own = new WebSocket(streamUrl, { perMessageDeflate: false, handshakeTimeout: REQUEST_MS });
    socket = own;
    const connection: Connection = { after: reached, seen: [] };
    let silence = setTimeout(() => own.terminate(), SILENT_MS);
    await new Promise<void>((resolve) => {
      own.on('error', () => undefined).on('close', () => resolve());
      own.on('open', () => connections.push(connection));
      own.on('message', (data: Buffer) => {
        clearTimeout(silence);
        silence = setTimeout(() => own.terminate(), SILENT_MS);
        const text = data.toString('utf8');
        if (text === '') return;
        const batch = JSON.parse(text) as { activities: readonly SeenActivity[]; watermark: string };
        for (const activity of batch.activities) {
          if (activity.type === 'typing') continue;
          connection.seen.push({ sequence: Number(activity.id?.split('|').at(-1)), text: activity.text ?? null });
        }
        reached = Number(batch.watermark);
      });
    });
    clearTimeout(silence);
  }

  return {
    conversationId,
    connections,
    reached: () => reached,
    close() {
      isClosed = true;
      socket?.terminate();
    },
  };
}
