import type { LogEntry, QuickReply } from '../../../contract/conversation.ts';
import type { Language } from '../../../contract/language.ts';
import { cardRating } from '../card-value.ts';
import { entryWords, type EntryWords } from './entry-words.ts';
import { GRADES, gradesMean } from './grades.ts';
import { convertMarkdown, type Dialect } from './markdown.ts';
import type { Part, RenderContext } from './part.ts';
import { plainActivity, plainText } from './plain.ts';
import { splitText } from './split-text.ts';

/** Slack's limits: https://docs.slack.dev/reference/block-kit/blocks */
/** A section may have 3,000 characters, and escaping makes a text longer; what is too long all the same is refused, and sent plain. */
const PIECE = 2_400;
const SECTIONS = 10;
const BUTTON_TITLE = 75;
const BUTTON_VALUE = 2_000;
const BUTTONS = 25;

/** Slack's own blocks go in `channelData`: of Bot Framework's cards Slack would get a picture whose buttons are dead. */
export function renderSlack(entry: LogEntry, context: RenderContext): readonly Part[] {
  const words = entryWords(entry, context);
  if (!words) return [];
  const { threadTs } = context.to;
  const inThread = threadTs === null ? {} : { thread_ts: threadTs };
  const texts = splitText(withLinks(words), PIECE * SECTIONS);
  return (texts.length === 0 ? [''] : texts).map((text, n, { length }) => {
    const isLast = n === length - 1;
    const plain = plainText({ ...words, text, choices: isLast ? words.choices : [], article: null, files: [] });
    return {
      activity: {
        type: 'message',
        channelData: {
          ...inThread,
          // Slack reads it aloud and shows it in notices; what is seen are the blocks.
          text: words.isMarkdown ? convertMarkdown(text, MRKDWN) : MRKDWN.escape(text),
          blocks: [
            ...splitText(text, PIECE).map((piece) => section(piece, words)),
            ...(isLast ? buttons(words.choices) : []),
            ...(isLast && words.rates !== null ? rating(words.rates, context.language) : []),
          ],
        },
      },
      plain: { ...plainActivity(plain, words), ...(threadTs === null ? {} : { channelData: inThread }) },
    };
  });
}

function withLinks(words: EntryWords): string {
  return plainText({ ...words, choices: [] });
}

/** Agents' words are shown to the letter, the bot's Markdown in Slack's own dialect. */
function section(text: string, { isMarkdown }: EntryWords): object {
  return {
    type: 'section',
    text: isMarkdown ? { type: 'mrkdwn', text: convertMarkdown(text, MRKDWN) } : { type: 'plain_text', text, emoji: true },
  };
}

function rating(ticketId: string, language: Language): readonly object[] {
  return [
    { type: 'section', text: { type: 'plain_text', text: gradesMean(language) } },
    ...buttons(GRADES.map(({ score, title }) => ({ title, value: JSON.stringify(cardRating({ ticketId, score })) }))),
  ];
}

function buttons(choices: readonly QuickReply[]): readonly object[] {
  if (choices.length === 0) return [];
  return [
    {
      type: 'actions',
      elements: choices.slice(0, BUTTONS).map(({ title, value }, n) => ({
        type: 'button',
        action_id: `kefu-choice-${n}`,
        text: { type: 'plain_text', text: title.slice(0, BUTTON_TITLE), emoji: true },
        value: value.slice(0, BUTTON_VALUE),
      })),
    },
  ];
}

/** https://docs.slack.dev/messaging/formatting-message-text: three characters are escaped, the rest is its own. */
const MRKDWN: Dialect = {
  escape: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  bold: (text) => `*${text}*`,
  link: (title, url) => `<${url}|${title}>`,
};
