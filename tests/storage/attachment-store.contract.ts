import { beforeEach, describe, expect, it } from 'vitest';
import type { AttachmentStore } from '../../src/channel/attachment-store.ts';
import { createSqlAttachmentStore } from '../../src/storage/sql/attachment-store.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

/** How files of customers and agents are kept on every database. */
export function describeAttachmentStoreContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('attachment store', database), () => {
    let attachments: AttachmentStore;
    beforeEach(async () => {
      const opened = await database.open();
      const log = createSqlConversationLog({ db: opened.db, now: () => 1_000, newId: () => 'id' });
      for (const id of ['c1', 'c2']) {
        await log.open({ id, channel: 'direct-line', customerId: 'dl_mei', shopCustomerId: null, language: 'en' });
      }
      attachments = createSqlAttachmentStore({ db: opened.db, now: () => 1_000 });
      return () => opened.close();
    });

    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const attachment = { id: 'f1', name: '../发票 "a".png', contentType: 'image/png', sizeBytes: 256 };

    it('gives every byte back', async () => {
      await attachments.save({ attachment, conversationId: 'c1', bytes: every });

      const loaded = await attachments.load('c1', 'f1');

      expect(loaded?.attachment).toEqual(attachment);
      expect(Buffer.isBuffer(loaded?.bytes)).toBe(true);
      expect(loaded?.bytes.equals(every)).toBe(true);
    });

    it('gives a file to its own conversation only', async () => {
      await attachments.save({ attachment, conversationId: 'c1', bytes: every });

      expect(await attachments.load('c2', 'f1')).toBeNull();
      expect(await attachments.load('c1', 'f2')).toBeNull();
    });

    it('keeps a file that is saved again once, as it was first', async () => {
      await attachments.save({ attachment, conversationId: 'c1', bytes: every });

      await attachments.save({ attachment: { ...attachment, name: 'other.png' }, conversationId: 'c1', bytes: Buffer.from('x') });

      expect((await attachments.load('c1', 'f1'))?.attachment).toEqual(attachment);
      expect((await attachments.load('c1', 'f1'))?.bytes.equals(every)).toBe(true);
    });

    it('describes the files of a conversation in the order asked, and none of another', async () => {
      const [second, foreign] = [
        { ...attachment, id: 'f2' },
        { ...attachment, id: 'f3' },
      ];
      await attachments.save({ attachment, conversationId: 'c1', bytes: every });
      await attachments.save({ attachment: second, conversationId: 'c1', bytes: every });
      await attachments.save({ attachment: foreign, conversationId: 'c2', bytes: every });

      expect(await attachments.describe('c1', ['f2', 'f3', 'f1'])).toEqual([second, attachment]);
      expect(await attachments.describe('c1', [])).toEqual([]);
    });

    it('keeps a file of five megabytes and an empty one', async () => {
      const large = Buffer.alloc(5_242_880, 7);
      await attachments.save({ attachment: { ...attachment, sizeBytes: large.length }, conversationId: 'c1', bytes: large });
      await attachments.save({
        attachment: { ...attachment, id: 'f0', sizeBytes: 0 },
        conversationId: 'c1',
        bytes: Buffer.alloc(0),
      });

      expect((await attachments.load('c1', 'f1'))?.bytes.equals(large)).toBe(true);
      expect((await attachments.load('c1', 'f0'))?.bytes.length).toBe(0);
    });

    it('refuses a file of a conversation that does not exist', async () => {
      await expect(attachments.save({ attachment, conversationId: 'nowhere', bytes: every })).rejects.toThrow();
    });
  });
}
