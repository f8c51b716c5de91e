import { describe, expect, it } from 'vitest';
import { before } from '../../../src/channel/bot-framework/before.ts';

const never = new Promise<never>(() => undefined);

describe('before', () => {
  it('gives what the work gives, or raises what it raises', async () => {
    const { signal } = new AbortController();

    await expect(before(signal, Promise.resolve('done'))).resolves.toBe('done');
    await expect(before(signal, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('raises the signal’s reason where the work does not end by itself', async () => {
    await expect(before(AbortSignal.timeout(10), never)).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(before(AbortSignal.abort(new Error('over')), never)).rejects.toThrow('over');
  });
});
