import type { Response } from 'express';
import type { AttachmentStore } from '../../channel/attachment-store.ts';
import { BotError } from '../../contract/errors.ts';

/** What a browser may draw. Everything else is bytes without a type, which no page can run. */
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

/** A file of a conversation as a download, never opened in the console's own page. Raises NOT_FOUND. */
export async function sendFile(
  response: Response,
  attachments: AttachmentStore,
  conversationId: string | null,
  attachmentId: string,
): Promise<void> {
  const file = conversationId === null ? null : await attachments.load(conversationId, attachmentId);
  if (!file) throw new BotError('NOT_FOUND', 'There is no such file');
  const { name, contentType } = file.attachment;
  response
    .attachment(name)
    .type(PICTURE.test(contentType) ? contentType : 'application/octet-stream')
    .set({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      // A picture is drawn again and again; each time the session is asked for, and nothing is sent twice.
      'cache-control': 'private, no-cache',
    })
    .send(file.bytes);
}
