import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ActivityTypes, BotAdapter, TurnContext, type Activity, type ResourceResponse } from 'botbuilder';
import express from 'express';
import { WebSocketServer, type WebSocket } from 'ws';

/**
 * The peer: the least that a Bot Framework bot can do. It echoes through botbuilder's own TurnContext and adapter class, over the
 * three Direct Line calls that the benchmark's client makes. No log, no tokens, no understanding; everything in memory.
 */
interface Room {
  readonly sockets: Set<WebSocket>;
  sequence: number;
}

const rooms = new Map<string, Room>();

class EchoAdapter extends BotAdapter {
  override sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    return Promise.resolve(activities.map((activity) => ({ id: push(context.activity.conversation.id, activity) })));
  }
  override updateActivity(): Promise<void> {
    return Promise.resolve();
  }
  override deleteActivity(): Promise<void> {
    return Promise.resolve();
  }
  override continueConversation(): Promise<void> {
    return Promise.resolve();
  }
  async process(activity: Partial<Activity>): Promise<void> {
    await this.runMiddleware(new TurnContext(this, activity), async (turn) => {
      await turn.sendActivity(`echo: ${turn.activity.text}`);
    });
  }
}

function push(conversationId: string, activity: Partial<Activity>): string {
  const room = rooms.get(conversationId);
  if (!room) return '';
  room.sequence += 1;
  const id = `${conversationId}|${String(room.sequence).padStart(7, '0')}`;
  const text = JSON.stringify({
    activities: [{ ...activity, id, timestamp: new Date(), conversation: { id: conversationId } }],
    watermark: String(room.sequence),
  });
  for (const socket of room.sockets) socket.send(text);
  return id;
}

const adapter = new EchoAdapter();
const app = express();
app.use(express.json());
app.get('/readyz', (_request, response) => {
  response.json({ status: 'ready' });
});
app.post('/api/chat/token', (_request, response) => {
  const conversationId = randomUUID();
  rooms.set(conversationId, { sockets: new Set(), sequence: 0 });
  response.json({ conversationId, token: conversationId, expires_in: 1_800, userId: `dl_${randomUUID()}` });
});
app.post('/v3/directline/conversations', (request, response) => {
  const conversationId = (request.get('authorization') ?? '').replace('Bearer ', '');
  const streamUrl = `ws://${request.get('host')}/stream/${conversationId}`;
  response.status(201).json({ conversationId, token: conversationId, expires_in: 1_800, streamUrl });
});
app.post('/v3/directline/conversations/:id/activities', (request, response, next) => {
  const given = request.body as Partial<Activity>;
  const conversationId = request.params.id;
  const id = push(conversationId, given);
  response.json({ id });
  const began = performance.now();
  adapter
    .process({
      ...given,
      type: ActivityTypes.Message,
      id,
      channelId: 'directline',
      serviceUrl: 'http://127.0.0.1',
      conversation: { id: conversationId } as Activity['conversation'],
      recipient: { id: 'echo', name: 'echo', role: 'bot' },
    })
    .then(() => process.stdout.write(`${JSON.stringify({ msg: 'turn decided', tookMs: performance.now() - began })}\n`), next);
});

const server = createServer(app);
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on('upgrade', (request, socket, head) => {
  const room = rooms.get((request.url ?? '').split('/').at(-1) ?? '');
  if (!room) return socket.destroy();
  sockets.handleUpgrade(request, socket, head, (opened) => {
    room.sockets.add(opened);
    opened.on('close', () => room.sockets.delete(opened));
    opened.on('error', () => undefined);
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ level: 30, msg: 'ready', url: `http://127.0.0.1:${port}` })}\n`);
});
