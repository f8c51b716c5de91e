import type { Kysely } from 'kysely';
import type { AttachmentStore } from '../../channel/attachment-store.ts';
import type { Schema } from '../schema.ts';

export function createSqlAttachmentStore({
  db,
  now,
}: {
  readonly db: Kysely<Schema>;
  readonly now: () => number;
}): AttachmentStore {
  return {
    async save({ attachment, conversationId, bytes }) {
      await db
        .insertInto('attachments')
        .values({
          id: attachment.id,
          conversation_id: conversationId,
          name: attachment.name,
          content_type: attachment.contentType,
          size_bytes: attachment.sizeBytes,
          bytes,
          created_at: now(),
        })
        .execute();
    },
    async load(conversationId, attachmentId) {
      const row = await db
        .selectFrom('attachments')
        .selectAll()
        .where('id', '=', attachmentId)
        .where('conversation_id', '=', conversationId)
        .executeTakeFirst();
      if (!row) return null;
      const attachment = { id: row.id, name: row.name, contentType: row.content_type, sizeBytes: row.size_bytes };
      return { attachment, bytes: row.bytes };
    },
  };
}
