import { z } from 'zod';

const days = z.coerce.number().int().min(0).max(36_500);

/** Settings of how long data is kept; part of SETTINGS. */
export const RETENTION_SETTINGS = {
  KEFU_KEEP_CONVERSATIONS_DAYS: days
    .default(730)
    .describe(
      'Days after which a conversation with nothing new and no open ticket loses its messages, files, names and ids; the numbers of reports stay. 0 keeps them for ever, here and below.',
    ),
  KEFU_KEEP_ATTACHMENTS_DAYS: days
    .default(365)
    .describe('Days that an uploaded file is kept; its name stays in the conversation.'),
  KEFU_KEEP_TURNS_DAYS: days
    .default(730)
    .describe('Days that the record of a turn (why the bot said what it said) is kept; reports over longer ago count no turns.'),
  KEFU_KEEP_DELIVERED_DAYS: days
    .default(30)
    .describe('Days that the receipt of a delivered message to Teams, Slack, … is kept; the message itself is not touched.'),
  KEFU_KEEP_DEAD_LETTERS_DAYS: days.default(180).describe('Days that a message which could not be delivered can be sent again.'),
};

/** Days that each kind of data is kept; null is for ever. */
export interface RetentionConfig {
  readonly conversations: number | null;
  readonly attachments: number | null;
  readonly turns: number | null;
  readonly delivered: number | null;
  readonly 'dead-letters': number | null;
  /** Agents' sign-ins, counted from their end. */
  readonly sessions: 0;
}

export function retentionOf(settings: z.infer<z.ZodObject<typeof RETENTION_SETTINGS>>): RetentionConfig {
  return {
    conversations: settings.KEFU_KEEP_CONVERSATIONS_DAYS || null,
    attachments: settings.KEFU_KEEP_ATTACHMENTS_DAYS || null,
    turns: settings.KEFU_KEEP_TURNS_DAYS || null,
    delivered: settings.KEFU_KEEP_DELIVERED_DAYS || null,
    'dead-letters': settings.KEFU_KEEP_DEAD_LETTERS_DAYS || null,
    sessions: 0,
  };
}
