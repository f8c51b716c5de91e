import { z } from 'zod';

/** How Kefu has mails sent; part of SETTINGS. */
export const MAIL_SETTINGS = {
  KEFU_MAIL_HOOK: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Address of yours that sends mails: gets POST `{to, subject, text}` (docs/LINKING.md). Default: no codes are sent, customers link chats by the shop’s identity only.',
    ),
  KEFU_MAIL_HOOK_SECRET: z.string().min(32).optional().describe('Key that signs what KEFU_MAIL_HOOK gets.'),
};

type MailSettings = z.infer<z.ZodObject<typeof MAIL_SETTINGS>>;

export interface MailConfig {
  readonly url: string;
  readonly secret: string;
}

export function mailOf({ KEFU_MAIL_HOOK: url, KEFU_MAIL_HOOK_SECRET: secret }: MailSettings): MailConfig | null {
  return url === undefined || secret === undefined ? null : { url, secret };
}

/** What of these settings does not go together, in words. */
export function mailProblems({ KEFU_MAIL_HOOK: url, KEFU_MAIL_HOOK_SECRET: secret }: MailSettings): readonly string[] {
  if ((url === undefined) === (secret === undefined)) return [];
  return [
    url === undefined ? 'KEFU_MAIL_HOOK: set it with KEFU_MAIL_HOOK_SECRET' : 'KEFU_MAIL_HOOK_SECRET: set it with KEFU_MAIL_HOOK',
  ];
}
