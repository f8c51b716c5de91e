import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import { loadIntents } from '../understanding/load-intents.ts';
import { writeLine } from './lines.ts';

/** Microsoft's side of the Slack channel: https://learn.microsoft.com/azure/bot-service/bot-service-channel-connect-slack */
const CONNECTOR = 'https://slack.botframework.com';
const NAME = 35;

/** `kefu slack-manifest HANDLE`: the manifest of the Slack app; the handle is the Azure Bot's name (docs/SLACK.md). */
export async function slackManifestCommand(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  const [handle, ...more] = positionals;
  if (handle === undefined || more.length > 0)
    throw new BotError('BAD_REQUEST', 'Name the Azure Bot: kefu slack-manifest HANDLE (docs/SLACK.md)');
  const { shop } = loadIntents(loadConfig(process.env).intentsDir);
  await writeLine(JSON.stringify(slackManifest({ handle, shopName: shop.name.en }), null, 2));
  return 0;
}

/** Events and scopes are those that the connector asks for, and no more. Fields: https://docs.slack.dev/reference/app-manifest */
export function slackManifest(bot: { readonly handle: string; readonly shopName: string }): Readonly<Record<string, unknown>> {
  const name = bot.shopName.slice(0, NAME);
  return {
    display_information: { name, description: 'Answers questions on orders, delivery and returns in English and Chinese.' },
    features: {
      app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: name, always_online: true },
    },
    oauth_config: {
      redirect_urls: [CONNECTOR],
      scopes: {
        bot: [
          'app_mentions:read',
          'channels:history',
          'channels:read',
          'chat:write',
          'files:read',
          'groups:history',
          'groups:read',
          'im:history',
          'mpim:history',
        ],
      },
    },
    settings: {
      event_subscriptions: {
        request_url: `${CONNECTOR}/api/Events/${encodeURIComponent(bot.handle)}`,
        bot_events: [
          'member_joined_channel',
          'member_left_channel',
          'message.channels',
          'message.groups',
          'message.im',
          'message.mpim',
        ],
      },
      interactivity: { is_enabled: true, request_url: `${CONNECTOR}/api/Actions` },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
    },
  };
}
