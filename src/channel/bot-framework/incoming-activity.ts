import { z } from 'zod';
import { BotError } from '../../contract/errors.ts';

/** Ids become segments of the connector's address; two texts are none, however they are written. */
const id = z
  .string()
  .min(1)
  .max(1_000)
  .refine((text) => text !== '.' && text !== '..', 'is no id');
const Account = z.object({ id, name: z.string().nullish(), aadObjectId: z.string().nullish() });

/** What of a connector's activity is looked at; the rest, Slack's live token among it, is neither kept nor logged. */
export const IncomingActivity = z.object({
  type: z.string().min(1).max(100),
  id: z.string().max(1_000).nullish(),
  timestamp: z.string().max(100).nullish(),
  channelId: z.string().regex(/^[\w-]{1,60}$/),
  serviceUrl: z.url({ protocol: /^https?$/ }).max(1_000),
  from: Account,
  recipient: Account,
  conversation: z.object({
    id,
    isGroup: z.boolean().nullish(),
    conversationType: z.string().nullish(),
    tenantId: z.string().nullish(),
    topic: z.string().max(1_000).nullish().catch(null),
  }),
  text: z.string().nullish(),
  name: z.string().max(200).nullish(),
  value: z.unknown().optional(),
  locale: z.string().max(50).nullish(),
  replyToId: z.string().max(1_000).nullish(),
  channelData: z.unknown().optional(),
  entities: z.array(z.unknown()).max(500).nullish(),
  attachments: z
    .array(
      z.object({
        contentType: z.string().nullish(),
        name: z.string().nullish(),
        contentUrl: z.string().nullish(),
        content: z.unknown().optional(),
      }),
    )
    .max(100)
    .nullish(),
  membersAdded: z.array(Account).max(1_000).nullish(),
});
export type IncomingActivity = z.infer<typeof IncomingActivity>;

/** Raises BAD_REQUEST that names the wrong field, never its value. */
export function parseActivity(body: unknown): IncomingActivity {
  const parsed = IncomingActivity.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BotError('BAD_REQUEST', `Not an activity: ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'wrong shape'}`);
}
