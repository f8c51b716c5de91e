import { expect, it } from 'vitest';
import { createGate } from '../../src/async/gate.ts';

it('lets at most so many run at once, the others in the order in which they came, also after a failure', async () => {
  const gate = createGate(2);
  const begun: number[] = [];
  const endings: (() => void)[] = [];
  const work = (n: number) =>
    gate(async () => {
      begun.push(n);
      await new Promise<void>((resolve) => (endings[n] = resolve));
      if (n === 0) throw new Error('as a piece of work may');
      return n;
    });

  const results = Promise.allSettled([0, 1, 2, 3].map(work));
  expect(begun).toEqual([0, 1]);
  endings[0]?.();
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  endings[2]?.();
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
  for (const end of endings) end();

  expect((await results).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
});
