import { beforeEach, describe, expect, it } from 'vitest';
import type { Announcement } from '../../src/conversation/announcements.ts';
import { titleOf, type Coordination, type TestDriver } from './support/drivers.ts';

/** What every driver of the port does. */
export function describeAnnouncementsContract(driver: TestDriver): void {
  describe.skipIf(driver.missing !== null)(titleOf('announcements', driver), () => {
    let one: Coordination['announcements'];
    let other: Coordination['announcements'];
    beforeEach(async () => {
      const opened = await driver.open();
      one = opened.one.announcements;
      other = opened.other.announcements;
      return () => opened.close();
    });
    const log = (conversationId: string, sequence: number): Announcement => ({ kind: 'log', conversationId, sequence });

    it('tell who asked for a conversation, and who asked for all', async () => {
      const ofOne: Announcement[] = [];
      const all: Announcement[] = [];
      other.subscribe('c1', (announcement) => ofOne.push(announcement));
      other.subscribe(null, (announcement) => all.push(announcement));
      const said: readonly Announcement[] = [
        log('c1', 1),
        log('c2', 7),
        { kind: 'ticket', conversationId: 'c1', ticketId: 't1' },
        { kind: 'typing', conversationId: 'c1', who: 'agent' },
      ];

      said.forEach((announcement) => one.publish(announcement));

      await expect.poll(() => all).toEqual(said);
      expect(ofOne).toEqual(said.filter(({ conversationId }) => conversationId === 'c1'));
    });

    it('are heard in the process that publishes before `publish` returns, and once', async () => {
      const heard: (readonly [number, boolean])[] = [];
      one.subscribe('c1', (announcement, isOwn) => {
        if (announcement.kind === 'log') heard.push([announcement.sequence, isOwn]);
      });

      one.publish(log('c1', 1));
      expect(heard).toEqual([[1, true]]);

      other.publish(log('c1', 2));
      await expect.poll(() => heard.map(([sequence]) => sequence)).toEqual([1, 2]);
    });

    it('reach nobody who has unsubscribed, and everybody else', async () => {
      const gone: Announcement[] = [];
      const there: Announcement[] = [];
      const leave = other.subscribe('c1', (announcement) => gone.push(announcement));
      leave();
      other.subscribe('c1', (announcement) => there.push(announcement));
      leave();

      one.publish(log('c1', 1));

      await expect.poll(() => there).toHaveLength(1);
      expect(gone).toEqual([]);
    });
  });
}
