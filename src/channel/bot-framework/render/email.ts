import type { LogEntry } from '../../../contract/conversation.ts';
import { entryWords } from './entry-words.ts';
import { withSpokenGrades } from './grades.ts';
import { convertMarkdown, HTML } from './markdown.ts';
import type { Part, RenderContext } from './part.ts';
import { plainActivity, plainText } from './plain.ts';

const SUBJECT = 200;

/**
 * One mail an entry, however long it is: an answer under the subject that the customer gave. Choices are a list; nothing can be pressed in a
 * mail. That somebody joined or left is worth none.
 */
export function renderEmail(entry: LogEntry, context: RenderContext): readonly Part[] {
  const found = entryWords(entry, context);
  if (!found || (entry.body.kind === 'event' && found.rates === null)) return [];
  const words = withSpokenGrades(found, context.language, false);
  const text = plainText(words);
  if (text === '') return [];
  const html = words.isMarkdown ? convertMarkdown(text, HTML) : HTML.escape(text);
  return [
    {
      activity: {
        type: 'message',
        channelData: {
          htmlBody: `<html><body><p>${html.replaceAll('\n\n', '</p><p>').replaceAll('\n', '<br>')}</p></body></html>`,
          ...subjectOf(context.to.topic),
        },
      },
      plain: plainActivity(text, words),
    },
  ];
}

/** The customer's words: they may not end the header. */
function subjectOf(topic: string | null): { readonly subject?: string } {
  const said = (topic ?? '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, SUBJECT);
  if (said === '') return {};
  return { subject: /^(re|回复|答复)[:：]/i.test(said) ? said : `Re: ${said}` };
}
