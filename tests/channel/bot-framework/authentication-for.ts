import type { createAuthentication } from '../../../src/channel/bot-framework/create-authentication.ts';
import { ISSUER } from './fake-connector.ts';

export const APP_ID = '11111111-1111-4111-8111-111111111111';
export const APP = {
  kind: 'app',
  appId: APP_ID,
  appType: 'SingleTenant',
  password: 'not a real secret',
  tenantId: 'tenant-1',
} as const;

/** The SDK's own checks, pointed at the metadata and the token endpoint of the fake connector at `url`. */
export function authenticationFor(
  url: string,
  create: typeof createAuthentication,
  options: { readonly timeoutMs?: number } = {},
): ReturnType<typeof createAuthentication> {
  let token: Promise<string> | null = null;
  const fetchToken = async (): Promise<string> => {
    const response = await fetch(`${url}/token`, { method: 'POST', body: 'grant_type=client_credentials' });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  const credentials = {
    isValidAppId: (id: string) => Promise.resolve(id === APP_ID),
    isAuthenticationDisabled: () => Promise.resolve(false),
    createCredentials: () =>
      Promise.resolve({
        async signRequest(request: { headers: { set(name: string, value: string): void } }) {
          request.headers.set('authorization', `Bearer ${await (token ??= fetchToken())}`);
          return request;
        },
      }),
  };
  return create(APP, {
    addresses: {
      ValidateAuthority: 'false',
      ToChannelFromBotLoginUrl: `${url}/login`,
      ToChannelFromBotOAuthScope: 'https://api.connector.example',
      ToBotFromChannelTokenIssuer: ISSUER,
      OAuthUrl: url,
      ToBotFromChannelOpenIdMetadataUrl: `${url}/.well-known/openidconfiguration`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${url}/.well-known/openidconfiguration`,
    },
    credentials: credentials as never,
    ...options,
  });
}
