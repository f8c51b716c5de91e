import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy } from '../../benchmarks/faults/replicas/tcp-proxy.ts';
import type { Announcement } from '../../src/conversation/announcements.ts';
import type { RedisCoordination } from '../../src/coordination/redis/open-redis.ts';
import { openReplica } from './support/drivers.ts';
import { NO_OWN_REDIS, startOwnRedis, type OwnRedis } from './support/redis.ts';

const PULSE_MS = 50;

describe.skipIf(NO_OWN_REDIS !== null)(`without Redis${NO_OWN_REDIS === null ? '' : ` (skipped: ${NO_OWN_REDIS})`}`, () => {
  let redis: OwnRedis;
  let lines: string[];
  const replicas: RedisCoordination[] = [];
  beforeEach(async () => {
    redis = await startOwnRedis();
    lines = [];
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map((replica) => replica.dispose()));
    await redis.dispose();
  });

  async function open(more: Parameters<typeof openReplica>[2] = {}): Promise<RedisCoordination> {
    const logger = pino(
      { level: 'info' },
      { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) },
    );
    const replica = await openReplica(redis.url, 'kefu', { pulseMs: PULSE_MS, logger, ...more });
    replicas.push(replica);
    return replica;
  }

  /** Everything that a turn and its customer need. */
  async function works(replica: RedisCoordination): Promise<void> {
    const heard: Announcement[] = [];
    const leave = replica.announcements.subscribe('c1', (announcement) => heard.push(announcement));
    replica.announcements.publish({ kind: 'log', conversationId: 'c1', sequence: 1 });
    leave();
    replica.presence.seen('a1', true);
    expect(heard).toHaveLength(1);
    expect(await replica.leases.withLease('c1', () => Promise.resolve('done'))).toBe('done');
    expect(await replica.limiter.take(`k${Math.random()}`, 1)).toEqual({ waitMs: 0 });
    expect(await replica.presence.available()).toContain('a1');
  }

  async function expectShared(one: RedisCoordination, other: RedisCoordination, key: string): Promise<void> {
    await expect.poll(() => [one.isUp(), other.isUp()]).toEqual([true, true]);
    expect(await one.limiter.take(key, 1)).toEqual({ waitMs: 0 });
    expect((await other.limiter.take(key, 1)).waitMs).toBeGreaterThan(0);
    const heard: Announcement[] = [];
    other.announcements.subscribe(key, (announcement) => heard.push(announcement));
    one.announcements.publish({ kind: 'log', conversationId: key, sequence: 1 });
    await expect.poll(() => heard).toHaveLength(1);
  }

  it.each<readonly [string, () => Promise<void> | void, () => Promise<void> | void]>([
    ['is killed', () => redis.kill(), () => redis.restart()],
    ['answers nothing', () => redis.freeze(), () => redis.thaw()],
  ])('a replica goes on alone while it %s, says so once, and comes back by itself', async (_how, takeAway, giveBack) => {
    const [one, other] = [await open(), await open()];
    await expectShared(one, other, 'before');

    await takeAway();
    for (let n = 0; n < 5; n += 1) await works(one);
    await expect.poll(() => one.isUp()).toBe(false);
    await works(one);
    await expect.poll(() => other.isUp()).toBe(false);
    await giveBack();

    await expectShared(one, other, 'after');
    await works(one);
    expect(lines.filter((line) => line.startsWith('redis is away'))).toHaveLength(2);
    expect(lines.filter((line) => line === 'redis is reached')).toHaveLength(4);
  });

  it('a replica starts when there is none, and finds it later', async () => {
    await redis.kill();

    const one = await open();
    await works(one);
    await redis.restart();

    await expect.poll(() => one.isUp()).toBe(true);
    await works(one);
  });

  it('a replica comes back when its connections were lost again and again before they were greeted', async () => {
    const wire = await startTcpProxy({ target: Number(new URL(redis.url).port) });
    const one = await open({ url: `redis://127.0.0.1:${wire.port}` });
    await expect.poll(() => one.isUp()).toBe(true);
    const operator = redis.client();
    const connections = async (): Promise<number> =>
      Number(/total_connections_received:(\d+)/.exec(await operator.info('stats'))?.[1]);
    const before = await connections();

    wire.loseAnswers(true);
    wire.cut();
    await expect.poll(connections).toBeGreaterThan(before + 3);
    wire.loseAnswers(false);

    await expect.poll(() => one.isUp(), { timeout: 5_000 }).toBe(true);
    await works(one);
    expect(await operator.client('LIST')).toContain('name=kefu:');
    await one.dispose();
    await wire.dispose();
  });

  it('a replica does not mind when keys and scripts are flushed, and keeps what it holds', async () => {
    const [one, other] = [await open({ leaseMs: 300 }), await open({ leaseMs: 300 })];
    const operator = redis.client();

    const beside = await one.leases.withLease('c1', async () => {
      await operator.flushall();
      await operator.script('FLUSH');
      // The next prolongation takes the lease again.
      await expect.poll(() => operator.exists('kefu:lease:{c1}')).toBe(1);
      return await other.leases.withLease('c1', () => Promise.resolve('beside'));
    });

    expect(beside).toBeNull();
    await expectShared(one, other, 'flushed');
  });

  it('a lease outlives its replica for a moment only', async () => {
    const [one, other] = [await open({ leaseMs: 300 }), await open({ leaseMs: 300 })];
    let end = (): void => undefined;
    const held = one.leases.withLease('c1', () => new Promise<void>((resolve) => (end = resolve)));
    await expect.poll(() => other.leases.withLease('c1', () => Promise.resolve('mine'))).toBeNull();

    await one.dispose();

    await expect.poll(() => other.leases.withLease('c1', () => Promise.resolve('mine'))).toBe('mine');
    end();
    await held;
  });

  it('a lease is kept for as long as the work takes', async () => {
    const [one, other] = [await open({ leaseMs: 300 }), await open({ leaseMs: 300 })];
    const operator = redis.client();
    const lives = async (): Promise<number> => Number(await operator.get('kefu:lease-count:{c1}'));

    const beside = await one.leases.withLease('c1', async () => {
      for (const end = Date.now() + 900; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
        expect(await operator.pttl('kefu:lease:{c1}')).toBeGreaterThan(0);
      }
      return await other.leases.withLease('c1', () => Promise.resolve('beside'));
    });

    expect(beside).toBeNull();
    expect(await lives()).toBe(1);
  });
});
