import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Attachment } from '../../contract/conversation.ts';

/** Links are renewed whenever the log is read again; the day's rounding keeps them the same for the browser's cache. */
const DAY_S = 86_400;
const LINK_DAYS = 7;

/** Addresses of files that a browser can open without a header: whoever holds the link may download, for a week. */
export interface AttachmentLinks {
  create(base: string, conversationId: string, attachment: Attachment): string;
  isValid(conversationId: string, attachmentId: string, expires: string, signature: string): boolean;
}

export function createAttachmentLinks({ secret, now }: { readonly secret: string; readonly now: () => number }): AttachmentLinks {
  const today = (): number => Math.floor(now() / 1_000 / DAY_S);
  const sign = (conversationId: string, attachmentId: string, expires: string): string =>
    createHmac('sha256', secret).update(`attachment\n${conversationId}\n${attachmentId}\n${expires}`).digest('base64url');
  return {
    create(base, conversationId, { id, name }) {
      const expires = String((today() + LINK_DAYS) * DAY_S);
      const path = [conversationId, id, name].map(encodeURIComponent).join('/');
      return `${base}/v3/directline/attachments/${path}?e=${expires}&s=${sign(conversationId, id, expires)}`;
    },
    isValid(conversationId, attachmentId, expires, signature) {
      const expected = Buffer.from(sign(conversationId, attachmentId, expires));
      const given = Buffer.from(signature);
      return given.length === expected.length && timingSafeEqual(given, expected) && Number(expires) * 1_000 > now();
    },
  };
}
