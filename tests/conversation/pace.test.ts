import { describe, expect, it } from 'vitest';
import { createPace } from '../../src/conversation/pace.ts';

describe('createPace', () => {
  it('lets one piece of work through a round, in the order of asking', async () => {
    const pace = createPace();
    const seen: string[] = [];
    const round = (n: number): void => {
      seen.push(`round ${n}`);
      if (n < 4) setImmediate(() => round(n + 1));
    };

    setImmediate(() => round(1));
    await Promise.all(
      ['first', 'second', 'third'].map(async (name) => {
        await pace();
        seen.push(name);
      }),
    );

    expect(seen).toEqual(['round 1', 'first', 'round 2', 'second', 'round 3', 'third']);
  });

  it('goes on after it had nothing to do', async () => {
    const pace = createPace();
    await pace();
    await pace();

    await expect(Promise.all([pace(), pace()])).resolves.toEqual([undefined, undefined]);
  });
});
