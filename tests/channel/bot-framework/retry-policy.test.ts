import { describe, expect, it } from 'vitest';
import { judge, MOST_ATTEMPTS } from '../../../src/channel/bot-framework/retry-policy.ts';

const refused = (status: number | null, retryAfterMs: number | null = null) => ({ status, retryAfterMs, reason: 'test' });
const HALF = (): number => 0.5;

describe('after a refusal', () => {
  it.each<[number | null, string]>([
    [null, 'again'],
    [401, 'again'],
    [408, 'again'],
    [412, 'again'],
    [429, 'again'],
    [500, 'again'],
    [502, 'again'],
    [503, 'again'],
    [504, 'again'],
    [400, 'plainer'],
    [413, 'plainer'],
    [403, 'never'],
    [404, 'never'],
    [410, 'never'],
  ])('with status %s the verdict is %s', (status, kind) => {
    expect(judge(refused(status), 1, HALF).kind).toBe(kind);
  });

  it('the delays double up to a quarter of an hour, with jitter of half their length', () => {
    const delays = (random: () => number) =>
      Array.from({ length: MOST_ATTEMPTS - 1 }, (_, n) => {
        const verdict = judge(refused(503), n + 1, random);
        return verdict.kind === 'again' ? verdict.afterMs : -1;
      });

    expect(delays(() => 0).slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
    expect(delays(() => 1).slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(Math.max(...delays(() => 1))).toBe(900_000);
  });

  it('a connector that names a time is never asked before it', () => {
    expect(judge(refused(429, 60_000), 1, HALF)).toEqual({ kind: 'again', afterMs: 60_000 });
    expect(judge(refused(429, 1), 4, () => 0)).toEqual({ kind: 'again', afterMs: 4_000 });
  });

  it('it is enough after the last attempt', () => {
    expect(judge(refused(503), MOST_ATTEMPTS, HALF).kind).toBe('never');
  });
});
