import type { Activity, Attachment as ActivityAttachment } from 'botbuilder';
import type { LogEntry } from '../../../contract/conversation.ts';
import type { Language } from '../../../contract/language.ts';
import { cardRating, cardValue } from '../card-value.ts';
import { entryWords, type EntryWords } from './entry-words.ts';
import { GRADES, gradesMean } from './grades.ts';
import type { Part, RenderContext } from './part.ts';
import { plainActivity, plainText } from './plain.ts';
import { splitText } from './split-text.ts';

/** A message may have about 28 KB; a Chinese character takes three bytes. */
const LONGEST = 8_000;
/** Teams shows the first three; the rest stands on the card. */
const MOST_SUGGESTED = 3;
/** Larger pictures, and other kinds, are not shown but linked to. */
const LARGEST_PICTURE = 1_048_576;
const PICTURE = /^image\/(png|jpeg|gif)$/;

/**
 * Text and card are activities of their own: sent as one, Teams would split them and give no id back. Choices stand on an Adaptive Card,
 * the first three as suggested actions too.
 */
export function renderTeams(entry: LogEntry, context: RenderContext): readonly Part[] {
  const words = entryWords(entry, context);
  if (!words) return [];
  if (words.rates !== null) return [ratingPart(words, words.rates, context.language)];
  const pictures = words.files.filter(({ contentType, sizeBytes }) => PICTURE.test(contentType) && sizeBytes <= LARGEST_PICTURE);
  const linked = words.files.filter((file) => !pictures.includes(file));
  const text = plainText({ ...words, choices: [], article: null, files: linked });
  return [
    ...splitText(text, LONGEST).map((piece) => ({ activity: plainActivity(piece, words), plain: null })),
    ...pictures.map((picture) => ({
      activity: {
        type: 'message',
        attachments: [{ contentType: picture.contentType, contentUrl: picture.url, name: picture.name }],
      },
      plain: plainActivity(`${picture.name}: ${picture.url}`, { isMarkdown: false }),
    })),
    ...(words.choices.length > 0 || words.article ? [cardPart(words, context.language)] : []),
  ];
}

function cardPart(words: EntryWords, language: Language): Part {
  const suggested = words.choices.slice(0, MOST_SUGGESTED);
  const activity: Partial<Activity> = {
    type: 'message',
    summary: words.article?.title ?? promptOf(language),
    attachments: [
      adaptiveCard(
        [words.article?.title ?? promptOf(language)],
        [
          ...(words.article
            ? [{ type: 'Action.OpenUrl', title: language === 'zh' ? '查看详情' : 'Read more', url: words.article.url }]
            : []),
          ...words.choices.map(({ title, value }) => ({ type: 'Action.Submit', title, data: cardValue(value) })),
        ],
      ),
    ],
    ...(suggested.length > 0
      ? {
          suggestedActions: { to: [], actions: suggested.map(({ title, value }) => ({ type: 'imBack', title, value })) },
        }
      : {}),
  };
  return { activity, plain: plainActivity(plainText({ ...words, text: '', files: [] }), { isMarkdown: false }) };
}

/** No suggested actions: what they say would not name the ticket. */
function ratingPart({ text }: EntryWords, ticketId: string, language: Language): Part {
  const actions = GRADES.map(({ score, title }) => ({ type: 'Action.Submit', title, data: cardRating({ ticketId, score }) }));
  return {
    activity: { type: 'message', summary: text, attachments: [adaptiveCard([text, gradesMean(language)], actions)] },
    plain: plainActivity(text, { isMarkdown: false }),
  };
}

/** Version 1.4 is what every client of Teams draws. */
function adaptiveCard(texts: readonly string[], actions: readonly object[]): ActivityAttachment {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: texts.map((text) => ({ type: 'TextBlock', text, wrap: true })),
      actions,
    },
  };
}

function promptOf(language: Language): string {
  return language === 'zh' ? '您可以选择：' : 'You can choose:';
}
