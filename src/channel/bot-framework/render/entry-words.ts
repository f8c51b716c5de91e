import type { Attachment, LogEntry, QuickReply } from '../../../contract/conversation.ts';
import { eventText } from '../../direct-line/event-texts.ts';
import type { RenderContext } from './part.ts';

/** What there is to show of an entry, before a channel gives it a form. */
export interface EntryWords {
  readonly text: string;
  readonly isMarkdown: boolean;
  readonly choices: readonly QuickReply[];
  readonly article: { readonly title: string; readonly url: string } | null;
  /** The ticket that the customer is asked to rate; null when there is nothing to rate. */
  readonly rates: string | null;
  readonly files: readonly (Attachment & { readonly url: string })[];
}

/** Null for what customers never see. */
export function entryWords({ author, body }: LogEntry, { language, base, linkOf }: RenderContext): EntryWords | null {
  switch (body.kind) {
    case 'note':
    case 'deleted':
      return null;
    case 'event':
      return {
        text: eventText(body.event, language),
        isMarkdown: false,
        choices: [],
        article: null,
        rates: body.event.name === 'ticket-closed' ? body.event.ticketId : null,
        files: [],
      };
    case 'message': {
      const { article } = body;
      return {
        text: body.text,
        isMarkdown: author.kind === 'bot',
        choices: body.quickReplies,
        article: article && {
          title: article.title,
          url: `${base}/help/${article.language}/${encodeURIComponent(article.articleId)}`,
        },
        rates: null,
        files: body.attachments.map((file) => ({ ...file, url: linkOf(file) })),
      };
    }
    default:
      return body satisfies never;
  }
}
