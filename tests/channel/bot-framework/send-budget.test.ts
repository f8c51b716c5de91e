import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createSendBudget } from '../../../src/channel/bot-framework/send-budget.ts';
import { seededRandom } from '../../../src/numerics/seeded-random.ts';
import { sendTimesInMemory } from './send-times-in-memory.ts';

const LONGEST_SEND_MS = 15_000;
const logger = pino({ level: 'silent' });
const thread = (id: string, tenantId: string | null = null) => ({
  channel: 'msteams',
  conversationId: `msteams|${id}`,
  tenantId,
});

/**
 * Sends as fast as the budget allows, over a network that takes 5 to 400 ms each way; gives when each send reached the connector. Every
 * `dieEvery`th send another process takes over, which knows only the store, and the old one never hears how its sends ended.
 */
async function simulate(sends: number, next: (n: number) => ReturnType<typeof thread>, dieEvery = Infinity) {
  let clock = 1_000_000;
  const random = seededRandom(7);
  const times = sendTimesInMemory();
  const start = () => createSendBudget({ times, longestSendMs: LONGEST_SEND_MS, logger, now: () => clock });
  let budget = start();
  const arrivals: { readonly key: string; readonly at: number }[] = [];
  let ends: { readonly at: number; readonly end: () => void }[] = [];
  const advance = (to: number): void => {
    ends.sort((a, b) => a.at - b.at);
    for (let first = ends[0]; first && first.at <= to; first = ends[0]) {
      clock = first.at;
      first.end();
      ends.shift();
    }
    clock = to;
  };
  for (let n = 0; n < sends;) {
    const to = next(n);
    const grant = await budget.begin(to);
    if (grant.kind === 'wait') {
      advance(clock + grant.ms);
      continue;
    }
    const at = clock + 5 + random() * 395;
    arrivals.push({ key: to.conversationId, at });
    ends.push({ at: at + 5 + random() * 395, end: grant.end });
    n += 1;
    if (n % dieEvery !== 0) continue;
    ends = [];
    budget = start();
  }
  return { arrivals, tookMs: clock - 1_000_000 };
}

function mostIn(times: readonly number[], ms: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
}

describe('the budget of sends', () => {
  it('never lets more reach a Teams thread than its limits say, whatever the network does', async () => {
    const { arrivals, tookMs } = await simulate(200, () => thread('a'));

    const times = arrivals.map(({ at }) => at);
    expect(mostIn(times, 1_000)).toBeLessThanOrEqual(7);
    expect(mostIn(times, 2_000)).toBeLessThanOrEqual(8);
    expect(mostIn(times, 30_000)).toBeLessThanOrEqual(60);
    // And it uses what it may: 60 in half a minute, at the least four fifths of it.
    expect(tookMs).toBeLessThan((200 / 60) * 30_000 * 1.25);
  });

  it('keeps the limits of a thread when processes die and others take over', async () => {
    const { arrivals } = await simulate(200, () => thread('a'), 13);

    const times = arrivals.map(({ at }) => at);
    expect(mostIn(times, 1_000)).toBeLessThanOrEqual(7);
    expect(mostIn(times, 2_000)).toBeLessThanOrEqual(8);
    expect(mostIn(times, 30_000)).toBeLessThanOrEqual(60);
  });

  it('never lets more than 30 a second reach a tenant, in many threads', async () => {
    const { arrivals } = await simulate(150, (n) => thread(`thread ${n}`, 'tenant-1'));

    const times = arrivals.map(({ at }) => at);
    expect(mostIn(times, 1_000)).toBeLessThanOrEqual(30);
  });

  it('counts what other processes send', async () => {
    const times = sendTimesInMemory();
    const start = () => createSendBudget({ times, longestSendMs: LONGEST_SEND_MS, logger, now: () => 0 });
    const [one, two] = [start(), start()];
    const grants: string[] = [];
    for (let n = 0; n < 10; n += 1) grants.push((await (n % 2 === 0 ? one : two).begin(thread('a'))).kind);

    expect(grants.filter((kind) => kind === 'granted')).toHaveLength(7);
  });

  it('counts the threads of one channel together, and other channels of the tenant apart', async () => {
    const budget = createSendBudget({ times: sendTimesInMemory(), longestSendMs: LONGEST_SEND_MS, logger, now: () => 0 });
    for (let n = 0; n < 7; n += 1) await budget.begin(thread(`19:abc@thread.tacv2;messageid=${n}`));

    expect(await budget.begin(thread('19:abc@thread.tacv2;messageid=8'))).toMatchObject({ kind: 'wait' });
    expect(await budget.begin(thread('19:def@thread.tacv2;messageid=8'))).toMatchObject({ kind: 'granted' });
  });

  it('leaves to others what a sender may not use up', async () => {
    const budget = createSendBudget({ times: sendTimesInMemory(), longestSendMs: LONGEST_SEND_MS, logger, now: () => 0 });
    const kindOf = async (share?: number) => (await budget.begin(thread('a'), share)).kind;

    expect([await kindOf(0.5), await kindOf(0.5), await kindOf(0.5), await kindOf(0.5)]).toEqual([
      'granted',
      'granted',
      'granted',
      'wait',
    ]);
    expect(await kindOf()).toBe('granted');
  });

  it('knows no limits of other channels', async () => {
    const budget = createSendBudget({ times: sendTimesInMemory(), longestSendMs: LONGEST_SEND_MS, logger, now: () => 0 });
    const to = { channel: 'slack', conversationId: 'slack|a', tenantId: null };
    const grants: string[] = [];
    for (let n = 0; n < 100; n += 1) grants.push((await budget.begin(to)).kind);

    expect(new Set(grants)).toEqual(new Set(['granted']));
  });
});
