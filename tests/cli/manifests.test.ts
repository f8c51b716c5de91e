import { describe, expect, it } from 'vitest';
import { slackManifest } from '../../src/cli/slack-manifest.ts';
import { teamsManifest } from '../../src/cli/teams-manifest.ts';

const LONG = 'A shop whose name is much longer than the places in which it must stand, and then some more of it';

interface Manifest {
  readonly id: string;
  readonly name: { readonly short: string; readonly full: string };
  readonly description: { readonly short: string; readonly full: string };
  readonly developer: { readonly name: string };
  readonly bots: readonly { readonly botId: string }[];
}

describe('the manifest for Teams', () => {
  const create = (shopName: string) =>
    teamsManifest({
      appId: '11111111-1111-4111-8111-111111111111',
      shopName,
      publicUrl: 'https://kefu.example',
      privacyUrl: 'https://kefu.example/privacy',
      termsUrl: 'https://kefu.example/terms',
    }) as unknown as Manifest;

  it.each(['Lantern Lane', LONG])('keeps the lengths of Teams’ schema for %s', (shopName) => {
    const { name, description, developer } = create(shopName);

    expect(name.short.length).toBeLessThanOrEqual(30);
    expect(name.full.length).toBeLessThanOrEqual(100);
    expect(description.short.length).toBeLessThanOrEqual(80);
    expect(description.full.length).toBeLessThanOrEqual(4_000);
    expect(developer.name.length).toBeLessThanOrEqual(32);
  });

  it('names the bot that is configured, and opens no other domain', () => {
    const manifest = create('Lantern Lane');

    expect(manifest.bots).toMatchObject([{ botId: manifest.id, scopes: ['personal', 'team', 'groupChat'] }]);
    expect(manifest).toMatchObject({
      validDomains: ['kefu.example'],
      developer: { termsOfUseUrl: 'https://kefu.example/terms' },
    });
  });
});

describe('the manifest for Slack', () => {
  it('sends events and presses to Microsoft’s connector, under the bot’s handle', () => {
    expect(slackManifest({ handle: 'lantern/bot', shopName: LONG })).toMatchObject({
      display_information: { name: LONG.slice(0, 35) },
      features: { app_home: { messages_tab_enabled: true } },
      settings: {
        event_subscriptions: { request_url: 'https://slack.botframework.com/api/Events/lantern%2Fbot' },
        interactivity: { is_enabled: true, request_url: 'https://slack.botframework.com/api/Actions' },
      },
    });
  });
});
