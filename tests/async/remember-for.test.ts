import { expect, it } from 'vitest';
import { rememberFor } from '../../src/async/remember-for.ts';

it('asks once for all who ask within the time, running or answered, and anew after it', async () => {
  let [clock, asked] = [0, 0];
  const ask = rememberFor(
    100,
    () => clock,
    () => Promise.resolve((asked += 1)),
  );

  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  clock = 99;
  expect(await ask()).toBe(1);
  clock = 100;
  expect(await ask()).toBe(2);
});

it('keeps no failure', async () => {
  let asked = 0;
  const ask = rememberFor(
    100,
    () => 0,
    () => ((asked += 1) === 1 ? Promise.reject(new Error('away')) : Promise.resolve('here')),
  );

  await expect(ask()).rejects.toThrow('away');
  expect(await ask()).toBe('here');
});
