import type { Attachment } from '../contract/conversation.ts';

/** Files that customers and agents sent. Bytes are data: served only as download, never interpreted. */
export interface AttachmentStore {
  save(file: { readonly attachment: Attachment; readonly conversationId: string; readonly bytes: Buffer }): Promise<void>;
  /** Null when the file does not belong to this conversation. */
  load(conversationId: string, attachmentId: string): Promise<{ readonly attachment: Attachment; readonly bytes: Buffer } | null>;
}
