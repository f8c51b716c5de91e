import { createRequire } from 'node:module';
import { AppManifestUtils } from '@microsoft/app-manifest';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { slackManifest } from '../../src/cli/slack-manifest.ts';
import { teamsManifest } from '../../src/cli/teams-manifest.ts';

const LONG = 'A shop whose name is much longer than the places in which it must stand, and then some more of it';
const require = createRequire(import.meta.url);

/** Microsoft's own schemas, as its package for tools holds them (MIT); the newest that it holds is named by the folder. */
function schemaOf(version: string): object {
  return require(`@microsoft/app-manifest/build/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`) as object;
}
const problemsOf = (manifest: object, version: string): Promise<readonly string[]> =>
  AppManifestUtils.validateAgainstSchema(manifest as never, schemaOf(version) as never);

describe('the manifest for Teams', () => {
  const create = (shopName: string) =>
    teamsManifest({
      appId: '11111111-1111-4111-8111-111111111111',
      shopName,
      publicUrl: 'https://kefu.example',
      privacyUrl: 'https://kefu.example/privacy',
      termsUrl: 'https://kefu.example/terms',
    });

  it.each(['Lantern Lane', LONG])('keeps the schema that it names for %s', async (shopName) => {
    const manifest = create(shopName);

    expect(await problemsOf(manifest, String(manifest['manifestVersion']))).toEqual([]);
  });

  it('keeps the newest schema too, but for the version it names', async () => {
    expect(await problemsOf({ ...create('Lantern Lane'), manifestVersion: '1.30' }, '1.30')).toEqual([]);
  });

  it('would be found wrong if it were', async () => {
    const manifest = create('Lantern Lane');

    expect(await problemsOf({ ...manifest, id: 'no GUID' }, '1.23')).toHaveLength(1);
    expect(await problemsOf({ ...manifest, bots: [{ scopes: ['personal'] }] }, '1.23')).not.toEqual([]);
    expect(await problemsOf({ ...manifest, colour: 'red' }, '1.23')).not.toEqual([]);
  });

  it('names the bot that is configured, takes files, and opens no other domain', () => {
    const manifest = create('Lantern Lane');

    expect(manifest).toMatchObject({
      bots: [{ botId: manifest['id'], scopes: ['personal', 'team', 'groupChat'], supportsFiles: true }],
      validDomains: ['kefu.example'],
      developer: { termsOfUseUrl: 'https://kefu.example/terms' },
    });
  });
});

describe('the manifest for Slack', () => {
  const url = z
    .string()
    .max(3_500)
    .regex(/^https?:\/\//);
  const events = z.array(z.string().max(50)).max(100);
  /**
   * What Slack takes in the parts that we write, in our words: its schema (github.com/slackapi/manifest-schema, `manifest.schema.1.0.0.json`,
   * read in November 2026) has no licence to copy it under. Strict as that is: no further field, these lengths.
   */
  const Manifest = z.strictObject({
    display_information: z.strictObject({ name: z.string().min(1).max(35), description: z.string().min(1).max(140) }),
    features: z.strictObject({
      app_home: z.strictObject({
        home_tab_enabled: z.boolean(),
        messages_tab_enabled: z.boolean(),
        messages_tab_read_only_enabled: z.boolean(),
      }),
      bot_user: z.strictObject({ display_name: z.string().min(1).max(80), always_online: z.boolean() }),
    }),
    oauth_config: z.strictObject({
      redirect_urls: z.array(z.string().max(2_500)).max(1_000),
      scopes: z.strictObject({ bot: z.array(z.string().max(50)).max(255) }),
    }),
    settings: z.strictObject({
      event_subscriptions: z.strictObject({ request_url: url, bot_events: events }),
      interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: url }),
      org_deploy_enabled: z.boolean(),
      socket_mode_enabled: z.boolean(),
    }),
  });

  it.each(['Lantern Lane', LONG])('is what Slack’s schema takes, for %s', (shopName) => {
    const manifest = slackManifest({ handle: 'lantern/bot', shopName });

    expect(Manifest.safeParse(manifest).error).toBeUndefined();
  });

  it('sends events and presses to Microsoft’s connector, under the bot’s handle, and may read files', () => {
    expect(slackManifest({ handle: 'lantern/bot', shopName: LONG })).toMatchObject({
      display_information: { name: LONG.slice(0, 35) },
      features: { app_home: { messages_tab_enabled: true } },
      oauth_config: { scopes: { bot: expect.arrayContaining(['chat:write', 'files:read']) } },
      settings: {
        event_subscriptions: { request_url: 'https://slack.botframework.com/api/Events/lantern%2Fbot' },
        interactivity: { is_enabled: true, request_url: 'https://slack.botframework.com/api/Actions' },
      },
    });
  });
});
