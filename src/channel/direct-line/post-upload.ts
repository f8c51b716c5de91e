import type { Request } from 'express';
import { createGate } from '../../async/gate.ts';
import { BotError } from '../../contract/errors.ts';
import type { Attachment } from '../../contract/conversation.ts';
import type { AttachmentStore } from '../attachment-store.ts';
import type { PostActivity } from './post-activity.ts';
import { readUpload } from './read-upload.ts';
import type { Visitor } from './tokens.ts';

export interface PostUploadDeps {
  readonly post: PostActivity;
  readonly attachments: AttachmentStore;
  readonly maxBytes: number;
  readonly newId: () => string;
}

/** Uploads lie in memory while they come in: this many at once bound it, whatever clients do. */
const MOST_AT_ONCE = 8;

/** Takes files with the activity that they belong to; returns the activity's id. */
export type PostUpload = (visitor: Visitor, request: Request, base: string) => Promise<string>;

export function createPostUpload({ post, attachments, maxBytes, newId }: PostUploadDeps): PostUpload {
  const gate = createGate(MOST_AT_ONCE);
  return (visitor, request, base) => gate(() => take(visitor, request, base));

  async function take(visitor: Visitor, request: Request, base: string): Promise<string> {
    const { activity, files } = await readUpload(request, maxBytes);
    const { userId } = request.query;
    const from = typeof userId === 'string' && userId !== '' ? { from: { id: userId } } : {};
    const wrapper = activity ?? { type: 'message', ...from };
    if (typeof wrapper !== 'object' || !('type' in wrapper) || wrapper.type !== 'message')
      throw new BotError('BAD_REQUEST', 'Files travel with an activity of type message');

    return await post(visitor, { ...from, ...wrapper }, base, async () => {
      const stored: Attachment[] = [];
      for (const { name, contentType, bytes } of files) {
        const attachment = { id: newId(), name, contentType, sizeBytes: bytes.length };
        await attachments.save({ attachment, conversationId: visitor.conv, bytes });
        stored.push(attachment);
      }
      return stored;
    });
  }
}
