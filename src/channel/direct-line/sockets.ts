import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Activity } from 'botbuilder';
import { WebSocket, WebSocketServer } from 'ws';
import { BotError } from '../../contract/errors.ts';
import type { Announcement, Announcements } from '../../conversation/announcements.ts';
import { inBackground, type Logger } from '../../telemetry/logger.ts';
import { sequenceIn, typingActivity } from './activities.ts';
import type { ReadActivities } from './read-activities.ts';
import type { StreamClaims, Tokens } from './tokens.ts';

/** Sockets are looked after in turns, one share a second, so that thousands of them make no peak. */
const TICK_MS = 1_000;
const SHARES = 20;
/** Rounds of silence after which a socket counts as gone; browsers answer pings even in sleeping tabs. */
const SILENT_ROUNDS = 3;
/** Every so many rounds the log is read without being told to. */
const ROUNDS_PER_LOOK = 3;
/** Clients send keep-alives only. */
const LONGEST_FRAME = 4_096;
/** A client that has not taken this much is too slow for typing notices. */
const SLOW_BYTES = 65_536;

export interface SocketsDeps {
  readonly tokens: Pick<Tokens, 'verifyStream'>;
  readonly read: ReadActivities;
  readonly announcements: Announcements;
  readonly botName: string;
  readonly logger: Logger;
  readonly now: () => number;
  readonly newId: () => string;
  readonly tickMs?: number;
}

export interface Sockets {
  /** Takes the upgrade when it is for a stream; false leaves it to others. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  open(): number;
  /** Closes all; clients come back by themselves. May be called twice. */
  dispose(): void;
}

interface Connection {
  readonly socket: WebSocket;
  readonly claims: StreamClaims;
  readonly share: number;
  /** Last sequence that was handed to the socket. */
  sent: number;
  isPumping: boolean;
  /** The log grew while the pump was at work, or the pump failed. */
  again: boolean;
  silentRounds: number;
}

/** Tabs that one customer has open at most, by far; the oldest goes first. */
const MOST_OF_ONE_CONVERSATION = 16;
/** Close code of ws for "policy violation"; Direct Line's reason for one socket too many is `collision`. */
const COLLISION = 1008;
const FAREWELL_MS = 1_000;
const STREAM_PATH = /^\/v3\/directline\/conversations\/([^/]+)\/stream$/;

/**
 * Streams of conversations. A notice only says "look": what is sent is read from the log, from where the socket stands, and
 * the next page waits until the socket took the last one. So nothing is lost, doubled or piled up in memory.
 */
export function createSockets(deps: SocketsDeps): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LONGEST_FRAME,
  });
  const shares = Array.from({ length: SHARES }, () => new Set<Connection>());
  const rooms = new Map<string, { readonly connections: Set<Connection>; readonly leave: () => void }>();
  let opened = 0;
  let count = 0;
  let ticks = 0;
  const timer = setInterval(tick, deps.tickMs ?? TICK_MS).unref();

  function tick(): void {
    ticks += 1;
    const mayHaveMissed = Math.floor(ticks / SHARES) % ROUNDS_PER_LOOK === 0;
    for (const connection of shares[ticks % SHARES] ?? []) {
      connection.silentRounds += 1;
      if (connection.silentRounds > SILENT_ROUNDS) {
        connection.socket.terminate();
        continue;
      }
      connection.socket.ping();
      connection.socket.send('');
      // Heals a failed read at once, and a lost notice by and by.
      if (connection.again || mayHaveMissed) pump(connection);
    }
  }

  function pump(connection: Connection): void {
    connection.again = true;
    if (connection.isPumping) return;
    connection.isPumping = true;
    const work = push(connection).catch((error: unknown) => {
      connection.again = true;
      // A client that left while it was being written to is no failure.
      if (connection.socket.readyState === WebSocket.OPEN) throw error;
    });
    inBackground(work, deps.logger, 'pushing to a socket');
  }

  async function push(connection: Connection): Promise<void> {
    const { socket, claims } = connection;
    try {
      while (connection.again && socket.readyState === WebSocket.OPEN) {
        connection.again = false;
        const { activities, watermark, last } = await deps.read(claims.conv, connection.sent, claims.base);
        if (last === connection.sent) continue;
        connection.again = true;
        for (const frame of frames(activities, watermark)) await send(socket, frame);
        connection.sent = last;
      }
    } finally {
      // In the same breath as the last look at `again`: a notice in between would be nobody's.
      connection.isPumping = false;
    }
  }

  function hear(connections: ReadonlySet<Connection>, announcement: Announcement): void {
    if (announcement.kind === 'log') connections.forEach(pump);
    if (announcement.kind !== 'typing' || announcement.who === 'customer') return;
    const { conversationId, who } = announcement;
    const typing = typingActivity(conversationId, { who, id: deps.newId(), at: deps.now(), botName: deps.botName });
    for (const { socket, sent } of connections) {
      if (socket.bufferedAmount < SLOW_BYTES) socket.send(JSON.stringify({ activities: [typing], watermark: String(sent) }));
    }
  }

  function enter(connection: Connection): void {
    const { conv } = connection.claims;
    let room = rooms.get(conv);
    if (!room) {
      const connections = new Set<Connection>();
      room = { connections, leave: deps.announcements.subscribe(conv, (announcement) => hear(connections, announcement)) };
      rooms.set(conv, room);
    }
    const [oldest] = room.connections.size >= MOST_OF_ONE_CONVERSATION ? room.connections : [];
    oldest?.socket.close(COLLISION, 'collision');
    if (oldest) exit(oldest);
    room.connections.add(connection);
    shares[connection.share]?.add(connection);
    count += 1;
  }

  function exit(connection: Connection): void {
    const { conv } = connection.claims;
    const room = rooms.get(conv);
    if (!shares[connection.share]?.delete(connection)) return;
    count -= 1;
    room?.connections.delete(connection);
    if (room?.connections.size === 0) {
      room.leave();
      rooms.delete(conv);
    }
  }

  async function accept(request: IncomingMessage, socket: Duplex, head: Buffer, conv: string, token: string): Promise<void> {
    const claims = await deps.tokens.verifyStream(token);
    if (claims.conv !== conv) throw new BotError('FORBIDDEN', 'The stream belongs to another conversation');
    server.handleUpgrade(request, socket, head, (webSocket) => {
      opened += 1;
      const connection: Connection = {
        socket: webSocket,
        claims,
        share: opened % SHARES,
        sent: claims.after,
        isPumping: false,
        again: false,
        silentRounds: 0,
      };
      const alive = (): void => {
        connection.silentRounds = 0;
      };
      webSocket.on('message', alive).on('pong', alive);
      webSocket.on('close', () => exit(connection));
      // A broken connection closes next; there is nobody to tell.
      webSocket.on('error', () => undefined);
      enter(connection);
      pump(connection);
    });
  }

  return {
    upgrade(request, socket, head) {
      const asked = streamOf(request.url ?? '');
      if (!asked) return false;
      // Until ws takes the socket over, its errors are nobody's: without this they would end the process.
      const ignore = (): void => undefined;
      socket.on('error', ignore);
      accept(request, socket, head, asked.conv, asked.token)
        .catch((error: unknown) => refuse(socket, error))
        .finally(() => socket.off('error', ignore));
      return true;
    },
    open: () => count,
    dispose() {
      clearInterval(timer);
      const left = shares.flatMap((share) => [...share]);
      for (const { socket } of left) socket.close(1001, 'the server stops');
      // Whoever does not answer the farewell must not keep the process.
      setTimeout(() => left.forEach(({ socket }) => socket.terminate()), FAREWELL_MS).unref();
    },
  };
}

/**
 * One activity each: botframework-directlinejs hands out the activities of a frame one a timer, so that a busy page would see those of the
 * next frame between them. A frame's watermark is of what it holds, so that a page that breaks off in the middle misses nothing.
 */
function frames(activities: readonly Partial<Activity>[], watermark: string): readonly string[] {
  return activities.map((activity, n) =>
    JSON.stringify({
      activities: [activity],
      watermark: n === activities.length - 1 ? watermark : String(sequenceIn(activity.id ?? '')),
    }),
  );
}

/** Null when the address is no stream's, however odd it is. */
function streamOf(address: string): { readonly conv: string; readonly token: string } | null {
  const [path = '', query = ''] = address.split('?', 2);
  const [, conv] = STREAM_PATH.exec(path) ?? [];
  try {
    return conv === undefined ? null : { conv: decodeURIComponent(conv), token: new URLSearchParams(query).get('t') ?? '' };
  } catch {
    return null;
  }
}

function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, (error) => (error ? reject(error) : resolve()));
  });
}

function refuse(socket: Duplex, error: unknown): void {
  const isForbidden = error instanceof BotError;
  const status = isForbidden ? '403 Forbidden' : '500 Internal Server Error';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
