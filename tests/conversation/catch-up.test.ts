import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Announcement } from '../../src/conversation/announcements.ts';
import { createCatchUp, type CatchUp } from '../../src/conversation/catch-up.ts';
import type { RecentWrite } from '../../src/conversation/recent-writes.ts';
import { createInProcessAnnouncements } from '../../src/coordination/in-process/announcements.ts';

const running: CatchUp[] = [];
afterEach(() => running.splice(0).forEach((catchUp) => catchUp.dispose()));

function start(areNoticesWell = false) {
  const announcements = createInProcessAnnouncements();
  const heard: Announcement[] = [];
  announcements.subscribe(null, (announcement) => heard.push(announcement));
  const log = { written: [] as RecentWrite[], asked: [] as number[], isBroken: false };
  let missed = 0;
  running.push(
    createCatchUp({
      announcements,
      relay: (announcement) => announcements.relay(announcement),
      writes: {
        since(since) {
          log.asked.push(since);
          return log.isBroken ? Promise.reject(new Error('broken by the test')) : Promise.resolve(log.written);
        },
      },
      areNoticesWell: () => areNoticesWell,
      onMissed: () => (missed += 1),
      logger: pino({ level: 'silent' }),
      now: () => 100_000 + log.asked.length * 1_000,
      everyMs: 5,
    }),
  );
  return { announcements, heard, log, missed: () => missed };
}

describe('catching up', () => {
  it('announces what was written and not announced, once', async () => {
    const { heard, log, missed } = start();
    log.written = [{ conversationId: 'c1', sequence: 3 }];

    await expect.poll(() => log.asked.length).toBeGreaterThan(4);
    log.written = [{ conversationId: 'c1', sequence: 4 }];
    await expect.poll(() => heard).toHaveLength(2);

    expect(heard).toEqual([
      { kind: 'log', conversationId: 'c1', sequence: 3 },
      { kind: 'log', conversationId: 'c1', sequence: 4 },
    ]);
    expect(missed()).toBe(2);
  });

  it('does not repeat a notice that came', async () => {
    const { announcements, heard, log } = start();
    announcements.publish({ kind: 'log', conversationId: 'c1', sequence: 3 });
    announcements.relay({ kind: 'log', conversationId: 'c2', sequence: 8 });

    log.written = [
      { conversationId: 'c1', sequence: 3 },
      { conversationId: 'c2', sequence: 7 },
    ];
    const asked = log.asked.length;

    await expect.poll(() => log.asked.length).toBeGreaterThan(asked + 2);
    expect(heard).toHaveLength(2);
  });

  it('looks back to before its last look that succeeded, however long the store was away', async () => {
    const { log } = start();
    log.isBroken = true;
    await expect.poll(() => log.asked.length).toBeGreaterThan(5);
    expect(new Set(log.asked)).toEqual(new Set([90_000]));

    log.isBroken = false;

    await expect.poll(() => log.asked.at(-1)).toBeGreaterThan(90_000);
  });

  it('looks more seldom while notices arrive', async () => {
    const ill = start(false);
    const well = start(true);

    await expect.poll(() => well.log.asked.length).toBeGreaterThan(2);
    expect(ill.log.asked.length).toBeGreaterThan(well.log.asked.length * 2);
  });
});
