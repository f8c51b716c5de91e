import { expect, it } from 'vitest';
import { gently } from '../../src/numerics/gently.ts';

it('maps all in order, and lets others have their turn after every few', async () => {
  const events: (number | 'other')[] = [];
  let isDone = false;
  const tick = (): void => {
    events.push('other');
    if (!isDone) setImmediate(tick);
  };
  setImmediate(tick);

  const doubled = await gently(
    [1, 2, 3, 4, 5],
    (one, n) => {
      events.push(n);
      return one * 2;
    },
    2,
  );
  isDone = true;

  expect(doubled).toEqual([2, 4, 6, 8, 10]);
  for (const [before, after] of [
    [1, 2],
    [3, 4],
  ] as const)
    expect(events.slice(events.indexOf(before), events.indexOf(after))).toContain('other');
});
