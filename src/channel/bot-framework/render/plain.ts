import type { Activity } from 'botbuilder';
import type { LogEntry } from '../../../contract/conversation.ts';
import { entryWords, type EntryWords } from './entry-words.ts';
import { withSpokenGrades } from './grades.ts';
import type { Part, RenderContext } from './part.ts';
import { splitText } from './split-text.ts';

/** Telegram takes 4,096 characters; other channels more. */
const LONGEST = 4_000;
/** Channels that show suggested actions as buttons; on all others the choices stand in the text. */
const WITH_BUTTONS = ['facebook', 'azure-direct-line', 'webchat', 'emulator'];

/** For every channel that has no form of its own: words, links, and buttons where the channel has them. */
export function renderPlain(entry: LogEntry, context: RenderContext): readonly Part[] {
  const found = entryWords(entry, context);
  if (!found) return [];
  const mayHaveButtons = WITH_BUTTONS.includes(context.to.channel);
  const words = withSpokenGrades(found, context.language, mayHaveButtons);
  const hasButtons = mayHaveButtons && words.choices.length > 0;
  const texts = splitText(plainText(hasButtons ? { ...words, choices: [] } : words), LONGEST);
  return texts.map((text, n) => ({
    activity: {
      ...plainActivity(text, words),
      ...(hasButtons && n === texts.length - 1
        ? {
            suggestedActions: {
              to: [],
              actions: words.choices.map(({ title, value }) => ({ type: 'imBack', title, value })),
            },
          }
        : {}),
    },
    plain: hasButtons ? plainActivity(text, words) : null,
  }));
}

/** Everything there is to say, as one text. */
export function plainText({ text, choices, article, files }: EntryWords): string {
  return [
    text,
    choices.map(({ title }) => `- ${title}`).join('\n'),
    article ? `${article.title}: ${article.url}` : '',
    files.map(({ name, url }) => `${name}: ${url}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

export function plainActivity(text: string, { isMarkdown }: Pick<EntryWords, 'isMarkdown'>): Partial<Activity> {
  return { type: 'message', text, textFormat: isMarkdown ? 'markdown' : 'plain' };
}
