import type { Attachment } from '../contract/conversation.ts';

/** Files that customers and agents sent. Bytes are data: served only as download, never interpreted. */
export interface AttachmentStore {
  /** The id is the file's: saved again it stays what it was. */
  save(file: { readonly attachment: Attachment; readonly conversationId: string; readonly bytes: Buffer }): Promise<void>;
  /** The files of this conversation that have these ids, in the order of `ids`; what is not there is left out. */
  describe(conversationId: string, ids: readonly string[]): Promise<readonly Attachment[]>;
  /** Null when the file does not belong to this conversation. */
  load(conversationId: string, attachmentId: string): Promise<{ readonly attachment: Attachment; readonly bytes: Buffer } | null>;
}
