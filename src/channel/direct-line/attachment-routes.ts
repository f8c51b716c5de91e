import express, { type Router } from 'express';
import { BotError } from '../../contract/errors.ts';
import type { AttachmentStore } from '../attachment-store.ts';
import type { AttachmentLinks } from './attachment-links.ts';

/** Downloads of files, by signed link; mounted at `/v3/directline/attachments`. */
export function createAttachmentRoutes(deps: { readonly attachments: AttachmentStore; readonly links: AttachmentLinks }): Router {
  const router = express.Router();
  router.get('/:conversationId/:attachmentId/:name', (request, response, next) => {
    const { conversationId, attachmentId } = request.params;
    const { e, s } = request.query;
    const isValid = typeof e === 'string' && typeof s === 'string' && deps.links.isValid(conversationId, attachmentId, e, s);
    if (!isValid)
      throw new BotError('FORBIDDEN', 'The link is not valid or has expired; read the conversation again for a new one');
    deps.attachments
      .load(conversationId, attachmentId)
      .then((file) => {
        if (!file) throw new BotError('NOT_FOUND', 'There is no such file');
        const { attachment, bytes } = file;
        response
          .set({
            'content-type': attachment.contentType,
            'content-disposition': `attachment; filename*=UTF-8''${encodeRfc5987(attachment.name)}`,
            'x-content-type-options': 'nosniff',
            'content-security-policy': "default-src 'none'; sandbox",
            'cross-origin-resource-policy': 'cross-origin',
            'cache-control': 'private, max-age=86400, immutable',
          })
          .end(bytes);
      })
      .catch(next);
  });
  return router;
}

function encodeRfc5987(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
