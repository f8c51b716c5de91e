import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../../telemetry/logger.ts';
import { defineScripts, type ScriptedRedis } from './scripts.ts';

export interface RedisLinkDeps {
  /** `redis://` or `rediss://`. */
  readonly url: string;
  /** Channel over which replicas tell each other things. */
  readonly channel: string;
  /** Name of this process among the replicas. */
  readonly replica: string;
  readonly logger: Logger;
  readonly pulseMs?: number;
}

/** The way to Redis. Nothing here waits for a Redis that is away, and nothing raises because of it. */
export interface RedisLink {
  /** What Redis answers, or what `otherwise` gives when it does not within a moment. */
  ask<T>(command: (redis: ScriptedRedis) => Promise<T>, otherwise: () => T | Promise<T>): Promise<T>;
  /** Does not wait for the answer. */
  tell(command: (redis: ScriptedRedis) => Promise<unknown>): void;
  /** To all replicas but this one. Lost when Redis is away. */
  broadcast(text: string): void;
  /** What other replicas broadcast. */
  onBroadcast(listener: (text: string) => void): void;
  /** Whether commands are answered and broadcasts arrive, as far as one can know. */
  isUp(): boolean;
  /** Resolves when Redis is reached, or after a moment without it. */
  settled(): Promise<void>;
  /** May be called twice. */
  dispose(): Promise<void>;
}

/** Longest that anybody waits for an answer. */
const DEADLINE_MS = 250;
const CONNECT_MS = 2_000;
const LONGEST_RECONNECT_MS = 1_000;
/** Answers in a row that did not come, after which Redis counts as away and is asked by the pulse alone. */
const FAILURES = 3;
/** Each process broadcasts to itself this often: that it hears itself shows that commands and notices get through. */
const PULSE_MS = 1_000;
/** Own pulses not heard in a row, after which the connections are opened anew. */
const SILENT_PULSES = 3;

export function createRedisLink({ url, channel, replica, logger, pulseMs = PULSE_MS }: RedisLinkDeps): RedisLink {
  const options: RedisOptions = {
    // Redis takes no spaces.
    connectionName: `kefu:${replica}`,
    connectTimeout: CONNECT_MS,
    commandTimeout: DEADLINE_MS,
    // A command that waits for a connection, or is sent again over a new one, has lost its caller.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    retryStrategy: (attempt) => Math.min(LONGEST_RECONNECT_MS, 50 * 2 ** Math.min(attempt, 10)),
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
  const listeners: ((text: string) => void)[] = [];
  let failures = 0;
  let silentPulses = 0;
  let state: 'starting' | 'up' | 'away' | 'disposed' = 'starting';
  let reason = 'no answer';
  let commands = openCommands();
  let ears = openEars();
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
    setTimeout(resolve, CONNECT_MS).unref();
  });

  const timer = setInterval(pulse, pulseMs);

  function pulse(): void {
    silentPulses += 1;
    if (silentPulses > SILENT_PULSES) {
      enter('away');
      silentPulses = 0;
      renew();
    }
    send(() => commands.publish(channel, `${replica} `)).catch(ignore);
  }

  /**
   * Whatever is wrong with the connections, new ones may not have it. New clients, too: one whose connection was lost before it had said its
   * name calls itself ready for ever (ioredis 5.11, connectHandler), and does not connect again when it is told to.
   */
  function renew(): void {
    if (isDone(commands)) {
      commands.disconnect();
      commands = openCommands();
    }
    if (isDone(ears)) {
      ears.disconnect();
      ears = openEars();
    }
  }

  function openCommands(): ScriptedRedis {
    return defineScripts(new Redis(url, options).on('error', note));
  }

  function openEars(): Redis {
    const client = new Redis(url, { ...options, autoResubscribe: false }).on('error', note);
    client.on('ready', () => {
      client.subscribe(channel).then(pulse, ignore);
    });
    client.on('message', (_channel: string, message: string) => hear(message));
    return client;
  }

  function note(error: Error): void {
    reason = error.message;
  }

  function hear(message: string): void {
    const from = message.slice(0, replica.length);
    if (from === replica) {
      silentPulses = 0;
      if (failures === 0) enter('up');
      return;
    }
    const text = message.slice(message.indexOf(' ') + 1);
    for (const listener of listeners) listener(text);
  }

  function enter(next: 'up' | 'away'): void {
    if (state === next || state === 'disposed') return;
    if (next === 'up') logger.info('redis is reached');
    else logger.warn({ reason }, 'redis is away; each replica works alone until it is back');
    state = next;
    settle();
  }

  async function send<T>(command: () => Promise<T>): Promise<T> {
    try {
      const answer = await command();
      failures = 0;
      return answer;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
      failures += 1;
      if (failures >= FAILURES || commands.status !== 'ready') enter('away');
      throw error;
    }
  }

  return {
    async ask(command, otherwise) {
      if (state === 'away' || state === 'disposed') return await otherwise();
      try {
        return await send(() => command(commands));
      } catch {
        return await otherwise();
      }
    },
    tell(command) {
      if (state !== 'away' && state !== 'disposed') send(() => command(commands)).catch(ignore);
    },
    broadcast(text) {
      if (state !== 'away' && state !== 'disposed') send(() => commands.publish(channel, `${replica} ${text}`)).catch(ignore);
    },
    onBroadcast: (listener) => listeners.push(listener),
    isUp: () => state === 'up',
    settled: () => settled,
    async dispose() {
      if (state === 'disposed') return;
      state = 'disposed';
      clearInterval(timer);
      ears.disconnect();
      // What was told last is still on its way.
      await commands.quit().catch(() => commands.disconnect());
    },
  };
}

/** Any other client is on its way to a connection. */
function isDone({ status }: Redis): boolean {
  return status === 'ready' || status === 'end';
}

/** What failed is counted by `send`. */
function ignore(): void {
  return undefined;
}
