import type { LogEntry, QuickReply } from '../../../contract/conversation.ts';
import { entryWords } from './entry-words.ts';
import { withSpokenGrades } from './grades.ts';
import { convertMarkdown, WORDS } from './markdown.ts';
import type { Part, RenderContext } from './part.ts';
import { plainActivity, plainText } from './plain.ts';
import { splitText } from './split-text.ts';

/** Limits of LINE, in UTF-16 units: https://developers.line.biz/en/reference/messaging-api/#text-message and #quick-reply */
const LONGEST = 5_000;
const BUTTONS = 13;
const LABEL = 20;
const SAID = 300;

/** LINE's own text message goes in `channelData`: the first choices are quick replies, all others stand in the text. */
export function renderLine(entry: LogEntry, context: RenderContext): readonly Part[] {
  const found = entryWords(entry, context);
  if (!found) return [];
  const words = withSpokenGrades(found, context.language, true);
  const pressed = words.choices.slice(0, BUTTONS);
  const all = plainText({ ...words, choices: words.choices.slice(BUTTONS) });
  const texts = splitText(words.isMarkdown ? convertMarkdown(all, WORDS) : all, LONGEST);
  return texts.map((text, n) => {
    const choices = n === texts.length - 1 ? pressed : [];
    return {
      activity: { type: 'message', channelData: { type: 'text', text, ...quickReply(choices) } },
      plain: plainActivity(plainText({ ...words, text, choices, article: null, files: [] }), { isMarkdown: false }),
    };
  });
}

function quickReply(choices: readonly QuickReply[]): object {
  if (choices.length === 0) return {};
  const items = choices.map(({ title, value }) => ({
    type: 'action',
    action: { type: 'message', label: labelOf(title), text: value.slice(0, SAID) },
  }));
  return { quickReply: { items } };
}

function labelOf(title: string): string {
  return title.length > LABEL ? `${title.slice(0, LABEL - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : title;
}
