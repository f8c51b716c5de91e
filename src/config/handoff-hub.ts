import { z } from 'zod';

/** Settings of another system's agents; part of SETTINGS. */
export const HANDOFF_HUB_SETTINGS = {
  KEFU_HANDOFF_HUB: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Address of another system’s agent desk that handed-over customers are offered to (docs/HANDOFF-HUB.md). Default: Kefu’s own console alone.',
    ),
  KEFU_HANDOFF_HUB_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Key that signs what Kefu and the handoff hub send each other.'),
};

type HandoffHubSettings = z.infer<z.ZodObject<typeof HANDOFF_HUB_SETTINGS>>;

export interface HandoffHubConfig {
  readonly url: string;
  readonly secret: string;
}

export function handoffHubOf(settings: HandoffHubSettings): HandoffHubConfig | null {
  const { KEFU_HANDOFF_HUB: url, KEFU_HANDOFF_HUB_SECRET: secret } = settings;
  return url === undefined || secret === undefined ? null : { url, secret };
}

/** What of these settings does not go together, in words. */
export function handoffHubProblems(settings: HandoffHubSettings): readonly string[] {
  const { KEFU_HANDOFF_HUB: url, KEFU_HANDOFF_HUB_SECRET: secret } = settings;
  if (url === undefined) return secret === undefined ? [] : ['KEFU_HANDOFF_HUB: set it with KEFU_HANDOFF_HUB_SECRET'];
  const { protocol, hostname } = new URL(url);
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return [
    ...(secret === undefined ? ['KEFU_HANDOFF_HUB_SECRET: set it with KEFU_HANDOFF_HUB'] : []),
    ...(protocol === 'http:' && !isLoopback ? ['KEFU_HANDOFF_HUB: must begin with https://, customers’ words go there'] : []),
  ];
}
