import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { createConnectorHttpClient } from './connector-http-client.ts';

/** Who the bot is to Bot Framework; `emulator` is nobody, on a developer's own machine. */
export type BotIdentity =
  | {
      readonly kind: 'app';
      readonly appId: string;
      readonly appType: 'SingleTenant' | 'MultiTenant' | 'UserAssignedMsi';
      readonly password: string | null;
      readonly tenantId: string | null;
    }
  | { readonly kind: 'emulator' };

/** Bot Framework's SDK checks tokens of connectors with this, and gets its own from Microsoft Entra. */
export type Authentication = ConfigurationBotFrameworkAuthentication;

type Options = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>;

/** A connector that has not answered by then may still have shown the message; the outbox sends it again all the same. */
export const SEND_TIMEOUT_MS = 15_000;

/** `other` are addresses and credentials that are not the public cloud's. */
export function createAuthentication(
  identity: BotIdentity,
  other: { readonly addresses?: Options[0]; readonly credentials?: Options[1]; readonly timeoutMs?: number } = {},
): Authentication {
  return new ConfigurationBotFrameworkAuthentication(
    { ...settingsOf(identity), ...other.addresses },
    other.credentials,
    undefined,
    undefined,
    { httpClient: createConnectorHttpClient({ timeoutMs: other.timeoutMs ?? SEND_TIMEOUT_MS }) },
  );
}

function settingsOf(identity: BotIdentity): Record<string, string> {
  if (identity.kind === 'emulator') return {};
  const { appId, appType, password, tenantId } = identity;
  return {
    MicrosoftAppId: appId,
    MicrosoftAppType: appType,
    ...(password === null ? {} : { MicrosoftAppPassword: password }),
    ...(tenantId === null ? {} : { MicrosoftAppTenantId: tenantId }),
  };
}
