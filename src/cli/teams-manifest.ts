import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import { loadIntents } from '../understanding/load-intents.ts';
import { writeLine } from './lines.ts';

const VERSION = '1.23';

/** Lengths: https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema */
const SHORT_NAME = 30;
const DEVELOPER = 32;

/** `kefu teams-manifest`: the manifest of the Teams app, for a package with two icons (docs/TEAMS.md). */
export async function teamsManifestCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { privacy: { type: 'string' }, terms: { type: 'string' } } });
  const { botFramework, publicUrl, intentsDir } = loadConfig(process.env);
  if (botFramework?.kind !== 'app' || publicUrl === null)
    throw new BotError('CONFIG_INVALID', 'Set KEFU_MICROSOFT_APP_ID and what it needs first (docs/TEAMS.md)');
  if (!publicUrl.startsWith('https://'))
    throw new BotError('CONFIG_INVALID', 'Teams wants KEFU_PUBLIC_URL to begin with https://');
  const manifest = teamsManifest({
    appId: botFramework.appId,
    shopName: loadIntents(intentsDir).shop.name.en,
    publicUrl,
    privacyUrl: values.privacy ?? publicUrl,
    termsUrl: values.terms ?? publicUrl,
  });
  await writeLine(JSON.stringify(manifest, null, 2));
  return 0;
}

/** The Teams app has the bot's own id: one shop, one app. */
export function teamsManifest(shop: {
  readonly appId: string;
  readonly shopName: string;
  readonly publicUrl: string;
  readonly privacyUrl: string;
  readonly termsUrl: string;
}): Readonly<Record<string, unknown>> {
  const { appId, shopName, publicUrl, privacyUrl, termsUrl } = shop;
  return {
    $schema: `https://developer.microsoft.com/en-us/json-schemas/teams/v${VERSION}/MicrosoftTeams.schema.json`,
    manifestVersion: VERSION,
    version: '1.0.0',
    id: appId,
    developer: {
      name: shopName.slice(0, DEVELOPER),
      websiteUrl: publicUrl,
      privacyUrl,
      termsOfUseUrl: termsUrl,
    },
    name: { short: shopName.slice(0, SHORT_NAME), full: `${shopName.slice(0, 80)} customer service` },
    description: {
      short: 'Answers questions on orders, delivery and returns. 解答订单、配送和退换货问题。',
      full: 'A bot answers questions on orders, delivery and returns in English and Chinese, and brings in a person on request.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#FFFFFF',
    bots: [
      {
        botId: appId,
        scopes: ['personal', 'team', 'groupChat'],
        isNotificationOnly: false,
        supportsFiles: true,
      },
    ],
    validDomains: [new URL(publicUrl).hostname],
  };
}
