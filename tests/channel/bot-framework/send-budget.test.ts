import { describe, expect, it } from 'vitest';
import { createSendBudget } from '../../../src/channel/bot-framework/send-budget.ts';
import { seededRandom } from '../../../src/numerics/seeded-random.ts';

const thread = (id: string, tenantId: string | null = null) => ({
  channel: 'msteams',
  conversationId: `msteams|${id}`,
  tenantId,
});

/** Sends as fast as the budget allows, over a network that takes 5 to 400 ms each way; gives when each send reached the connector. */
function simulate(sends: number, next: (n: number) => ReturnType<typeof thread>) {
  let clock = 1_000_000;
  const random = seededRandom(7);
  const budget = createSendBudget({ now: () => clock });
  const arrivals: { readonly key: string; readonly at: number }[] = [];
  const ends: { readonly at: number; readonly end: () => void }[] = [];
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
    const grant = budget.begin(to);
    if (grant.kind === 'wait') {
      advance(clock + grant.ms);
      continue;
    }
    const at = clock + 5 + random() * 395;
    arrivals.push({ key: to.conversationId, at });
    ends.push({ at: at + 5 + random() * 395, end: grant.end });
    n += 1;
  }
  return { arrivals, tookMs: clock - 1_000_000 };
}

function mostIn(times: readonly number[], ms: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
}

describe('the budget of sends', () => {
  it('never lets more reach a Teams thread than its limits say, whatever the network does', () => {
    const { arrivals, tookMs } = simulate(200, () => thread('a'));

    const times = arrivals.map(({ at }) => at);
    expect(mostIn(times, 1_000)).toBeLessThanOrEqual(7);
    expect(mostIn(times, 2_000)).toBeLessThanOrEqual(8);
    expect(mostIn(times, 30_000)).toBeLessThanOrEqual(60);
    // And it uses what it may: 60 in half a minute, at the least four fifths of it.
    expect(tookMs).toBeLessThan((200 / 60) * 30_000 * 1.25);
  });

  it('never lets more than 30 a second reach a tenant, in many threads', () => {
    const { arrivals } = simulate(150, (n) => thread(`thread ${n}`, 'tenant-1'));

    expect(
      mostIn(
        arrivals.map(({ at }) => at),
        1_000,
      ),
    ).toBeLessThanOrEqual(30);
  });

  it('counts the threads of one channel together', () => {
    const budget = createSendBudget({ now: () => 0 });
    const grants = Array.from({ length: 8 }, (_, n) => budget.begin(thread(`19:abc@thread.tacv2;messageid=${n}`)).kind);

    expect(grants.filter((kind) => kind === 'wait')).toHaveLength(1);
  });

  it('counts what an earlier run of the program sent', () => {
    const budget = createSendBudget({ now: () => 10_000 });
    for (let n = 0; n < 1_800; n += 1) budget.remember('msteams|a', 10_000 - n);

    expect(budget.begin(thread('a'))).toMatchObject({ kind: 'wait' });
    expect(budget.begin(thread('b'))).toMatchObject({ kind: 'granted' });
  });

  it('knows no limits of other channels', () => {
    const budget = createSendBudget({ now: () => 0 });
    const to = { channel: 'slack', conversationId: 'slack|a', tenantId: null };

    expect(Array.from({ length: 100 }, () => budget.begin(to).kind).every((kind) => kind === 'granted')).toBe(true);
  });
});
