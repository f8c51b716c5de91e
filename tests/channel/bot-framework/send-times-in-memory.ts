import type { SendTimes } from '../../../src/channel/bot-framework/send-times.ts';

/** What processes have in common, without a database. */
export function sendTimesInMemory(): Pick<SendTimes, 'change'> {
  const times = new Map<string, readonly number[]>();
  return {
    change(keys, act) {
      const changed = act(keys.map((key) => times.get(key) ?? []));
      for (const [n, key] of keys.entries()) if (changed?.[n]) times.set(key, changed[n]);
      return Promise.resolve();
    },
  };
}
