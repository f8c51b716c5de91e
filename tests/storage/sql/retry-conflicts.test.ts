import { describe, expect, it } from 'vitest';
import { retryConflicts } from '../../../src/storage/sql/retry-conflicts.ts';

const databaseError = (code: string): Error => Object.assign(new Error('the database says no'), { code });
const atOnce = (): number => 0;

/** Fails with these errors one after the other, then says how often it was called. */
function failing(...errors: readonly Error[]): () => Promise<number> {
  let calls = 0;
  return () => {
    calls += 1;
    const error = errors[calls - 1];
    return error === undefined ? Promise.resolve(calls) : Promise.reject(error);
  };
}

describe('retryConflicts', () => {
  it('does work again that lost to another transaction', async () => {
    expect(await retryConflicts(failing(databaseError('40001'), databaseError('40P01')), atOnce)).toBe(3);
  });

  it.each(['23505', '57P01', 'ECONNRESET', ''])('lets an error with the code "%s" through at once', async (code) => {
    await expect(retryConflicts(failing(databaseError(code)), atOnce)).rejects.toMatchObject({ code });
  });

  it('gives up after sixteen attempts', async () => {
    const errors = Array.from({ length: 16 }, () => databaseError('40001'));

    await expect(retryConflicts(failing(...errors), atOnce)).rejects.toMatchObject({ code: '40001' });
    expect(await retryConflicts(failing(...errors.slice(1)), atOnce)).toBe(16);
  });
});
