import type { Kysely } from 'kysely';
import type { AttachmentStore } from '../../channel/attachment-store.ts';
import type { Attachment } from '../../contract/conversation.ts';
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
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    },
    async describe(conversationId, ids) {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom('attachments')
        .select(['id', 'name', 'content_type', 'size_bytes'])
        .where('conversation_id', '=', conversationId)
        .where('id', 'in', ids)
        .execute();
      const known = new Map(rows.map((row) => [row.id, attachmentOf(row)]));
      return ids.flatMap((id) => known.get(id) ?? []);
    },
    async load(conversationId, attachmentId) {
      const row = await db
        .selectFrom('attachments')
        .selectAll()
        .where('id', '=', attachmentId)
        .where('conversation_id', '=', conversationId)
        .executeTakeFirst();
      if (!row) return null;
      return { attachment: attachmentOf(row), bytes: row.bytes };
    },
  };
}

type AttachmentRow = Pick<Schema['attachments'], 'id' | 'name' | 'content_type' | 'size_bytes'>;

function attachmentOf(row: AttachmentRow): Attachment {
  return { id: row.id, name: row.name, contentType: row.content_type, sizeBytes: row.size_bytes };
}
