import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createSockets, type SocketsDeps } from '../../src/channel/direct-line/sockets.ts';
import type { Announcement } from '../../src/conversation/announcements.ts';

const CONVERSATION = 'c1';

it.each(Array.from({ length: 12 }, (_, steps) => steps))(
  'sends what is announced %i microtasks after a look at the log found nothing new',
  async (steps) => {
    let hear: (announcement: Announcement) => void = () => undefined;
    let [stored, hasGrown] = [0, false];
    const read: SocketsDeps['read'] = async (_conversation, after) => {
      if (!hasGrown) {
        hasGrown = true;
        void (async () => {
          for (let n = 0; n < steps; n += 1) await Promise.resolve();
          stored += 1;
          hear({ kind: 'log', conversationId: CONVERSATION, sequence: stored });
        })();
      }
      return stored > after
        ? { activities: [{ type: 'message', id: String(stored) }], watermark: String(stored), last: stored }
        : { activities: [], watermark: String(after), last: after };
    };
    const sockets = createSockets({
      tokens: { verifyStream: async () => ({ conv: CONVERSATION, after: 0, base: '' }) },
      read,
      announcements: {
        subscribe: (_conversation: string | null, listener: typeof hear) => {
          hear = listener;
          return () => undefined;
        },
      } as never,
      botName: 'bot',
      logger: pino({ level: 'silent' }),
      now: Date.now,
      newId: () => 'id',
      tickMs: 60_000, // so that nothing heals it
    });
    const server = createServer().on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new WebSocket(`ws://127.0.0.1:${port}/v3/directline/conversations/${CONVERSATION}/stream?t=x`);
    try {
      const [frame] = (await once(client, 'message', { signal: AbortSignal.timeout(4_000) })) as [Buffer];
      expect(JSON.parse(frame.toString())).toMatchObject({ watermark: '1' });
    } finally {
      client.terminate();
      sockets.dispose();
      server.close();
    }
  },
);
