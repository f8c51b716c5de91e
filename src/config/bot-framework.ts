import { z } from 'zod';

/** Settings of the channels that are reached through connectors; part of SETTINGS. */
export const BOT_FRAMEWORK_SETTINGS = {
  KEFU_MICROSOFT_APP_ID: z
    .string()
    .min(1)
    .optional()
    .describe('App id of the Azure Bot whose channels (Teams, Slack, …) Kefu answers at `/api/messages` (docs/TEAMS.md).'),
  KEFU_MICROSOFT_APP_TYPE: z
    .enum(['SingleTenant', 'MultiTenant', 'UserAssignedMsi'])
    .default('SingleTenant')
    .describe('How the Azure Bot proves who it is: with a password in one tenant, in any tenant, or by managed identity.'),
  KEFU_MICROSOFT_APP_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe('Client secret of the Azure Bot’s app; not with a managed identity.'),
  KEFU_MICROSOFT_APP_TENANT_ID: z.string().min(1).optional().describe('Tenant of the Azure Bot’s app; not with `MultiTenant`.'),
  KEFU_ALLOW_EMULATOR: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .default(false)
    .describe(
      'Lets the Bot Framework Emulator on this machine talk to `/api/messages` without proof; only with KEFU_HOST on loopback and without an app id.',
    ),
};

type BotFrameworkSettings = z.infer<z.ZodObject<typeof BOT_FRAMEWORK_SETTINGS>>;

export type BotFrameworkConfig =
  | {
      readonly kind: 'app';
      readonly appId: string;
      readonly appType: 'SingleTenant' | 'MultiTenant' | 'UserAssignedMsi';
      readonly password: string | null;
      readonly tenantId: string | null;
    }
  /** Nobody proves anything: for a developer's own machine. */
  | { readonly kind: 'emulator' };

/** The channels' settings as one of their states; null when nothing is set up. */
export function botFrameworkOf(settings: BotFrameworkSettings): BotFrameworkConfig | null {
  if (settings.KEFU_MICROSOFT_APP_ID === undefined) return settings.KEFU_ALLOW_EMULATOR ? { kind: 'emulator' } : null;
  return {
    kind: 'app',
    appId: settings.KEFU_MICROSOFT_APP_ID,
    appType: settings.KEFU_MICROSOFT_APP_TYPE,
    password: settings.KEFU_MICROSOFT_APP_PASSWORD ?? null,
    tenantId: settings.KEFU_MICROSOFT_APP_TENANT_ID ?? null,
  };
}

/** What of the channels' settings does not go together, in words. */
export function botFrameworkProblems(
  settings: BotFrameworkSettings & { readonly KEFU_HOST: string; readonly KEFU_PUBLIC_URL?: string | undefined },
): readonly string[] {
  const type = settings.KEFU_MICROSOFT_APP_TYPE;
  const has = (name: 'KEFU_MICROSOFT_APP_ID' | 'KEFU_MICROSOFT_APP_PASSWORD' | 'KEFU_MICROSOFT_APP_TENANT_ID'): boolean =>
    settings[name] !== undefined;
  if (!has('KEFU_MICROSOFT_APP_ID')) {
    const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(settings.KEFU_HOST);
    return settings.KEFU_ALLOW_EMULATOR && !isLoopback
      ? ['KEFU_ALLOW_EMULATOR: would let anybody in; set KEFU_HOST=127.0.0.1 with it']
      : [];
  }
  const wantsPassword = type !== 'UserAssignedMsi';
  return [
    ...(settings.KEFU_ALLOW_EMULATOR ? ['KEFU_ALLOW_EMULATOR: leave it out where KEFU_MICROSOFT_APP_ID is set'] : []),
    ...(wantsPassword === has('KEFU_MICROSOFT_APP_PASSWORD')
      ? []
      : [`KEFU_MICROSOFT_APP_PASSWORD: ${wantsPassword ? 'is needed' : 'must not be set'} with ${type}`]),
    ...(type === 'MultiTenant' || has('KEFU_MICROSOFT_APP_TENANT_ID')
      ? []
      : [`KEFU_MICROSOFT_APP_TENANT_ID: is needed with ${type}`]),
    ...(settings.KEFU_PUBLIC_URL === undefined
      ? ['KEFU_PUBLIC_URL: is needed with KEFU_MICROSOFT_APP_ID; links to files and articles begin with it']
      : []),
  ];
}
