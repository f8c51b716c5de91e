import type { LogEntry, QuickReply } from '../../../contract/conversation.ts';
import { entryWords } from './entry-words.ts';
import { withSpokenGrades } from './grades.ts';
import { convertMarkdown, HTML } from './markdown.ts';
import type { Part, RenderContext } from './part.ts';
import { plainActivity, plainText } from './plain.ts';
import { splitText } from './split-text.ts';

/** A message has up to 4,096 characters after its entities are read: https://core.telegram.org/bots/api#sendmessage */
const LONGEST = 4_000;

/**
 * Telegram's own `sendMessage` goes in `channelData`; the connector adds the chat. Choices are a keyboard below the text, which says their
 * titles; words without choices take the last one away.
 */
export function renderTelegram(entry: LogEntry, context: RenderContext): readonly Part[] {
  const found = entryWords(entry, context);
  if (!found) return [];
  const words = withSpokenGrades(found, context.language, true);
  const texts = splitText(plainText({ ...words, choices: [] }), LONGEST);
  return texts.map((text, n) => {
    const choices = n === texts.length - 1 ? words.choices : [];
    return {
      activity: {
        type: 'message',
        channelData: {
          method: 'sendMessage',
          parameters: {
            text: words.isMarkdown ? convertMarkdown(text, HTML) : HTML.escape(text),
            parse_mode: 'HTML',
            reply_markup: keyboard(choices),
          },
        },
      },
      plain: plainActivity(plainText({ ...words, text, choices, article: null, files: [] }), words),
    };
  });
}

function keyboard(choices: readonly QuickReply[]): object {
  if (choices.length === 0) return { remove_keyboard: true };
  return { keyboard: choices.map(({ title }) => [{ text: title }]), one_time_keyboard: true, resize_keyboard: true };
}
