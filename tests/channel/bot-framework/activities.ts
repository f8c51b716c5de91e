/** Activities in the shapes in which connectors send them, written from Microsoft's and Slack's pages. */

export const TEAMS_BOT = '28:11111111-1111-4111-8111-111111111111';
export const SLACK_TOKEN = 'xoxb-a-live-token-that-nobody-may-see';

export type Json = Readonly<Record<string, unknown>>;

export const teamsMessage = (serviceUrl: string, more: Json = {}): Json => ({
  type: 'message',
  id: '1700000000001',
  timestamp: '2026-11-27T03:00:00.123Z',
  localTimestamp: '2026-11-27T11:00:00.123+08:00',
  channelId: 'msteams',
  serviceUrl,
  from: { id: '29:1abc-mei', name: 'Mei Lin', aadObjectId: '00000000-0000-4000-8000-000000000001' },
  conversation: { conversationType: 'personal', tenantId: 'tenant-1', id: 'a:1personal-mei' },
  recipient: { id: TEAMS_BOT, name: 'Kefu' },
  textFormat: 'plain',
  locale: 'zh-CN',
  text: '运费多少？',
  attachments: [{ contentType: 'text/html', content: '<p>运费多少？</p>' }],
  entities: [{ type: 'clientInfo', locale: 'zh-CN', country: 'CN', platform: 'Windows', timezone: 'Asia/Shanghai' }],
  channelData: { tenant: { id: 'tenant-1' } },
  ...more,
});

export const teamsChannelMessage = (serviceUrl: string, more: Json = {}): Json =>
  teamsMessage(serviceUrl, {
    id: '1700000000002',
    conversation: {
      isGroup: true,
      conversationType: 'channel',
      tenantId: 'tenant-1',
      id: '19:abc@thread.tacv2;messageid=1700000000002',
    },
    text: '<at>Kefu</at> hello&nbsp;there <at>Li</at> and <at>Kefu</at>\n',
    entities: [
      { type: 'mention', mentioned: { id: TEAMS_BOT, name: 'Kefu' }, text: '<at>Kefu</at>' },
      { type: 'mention', mentioned: { id: '29:li', name: 'Li' }, text: '<at>Li</at>' },
    ],
    channelData: {
      teamsChannelId: '19:abc@thread.tacv2',
      teamsTeamId: '19:team@thread.tacv2',
      channel: { id: '19:abc@thread.tacv2' },
      team: { id: '19:team@thread.tacv2' },
      tenant: { id: 'tenant-1' },
    },
    ...more,
  });

export const teamsMemberAdded = (serviceUrl: string, more: Json = {}): Json =>
  teamsMessage(serviceUrl, {
    type: 'conversationUpdate',
    id: 'f:1',
    text: undefined,
    attachments: undefined,
    entities: undefined,
    membersAdded: [{ id: '29:1abc-mei', aadObjectId: '00000000-0000-4000-8000-000000000001' }, { id: TEAMS_BOT }],
    channelData: { tenant: { id: 'tenant-1' }, eventType: 'teamMemberAdded' },
    ...more,
  });

export const slackMessage = (serviceUrl: string, more: Json = {}, event: Json = {}): Json => ({
  type: 'message',
  id: 'slack-1700000000.000100',
  timestamp: '2026-11-27T03:00:00.000Z',
  channelId: 'slack',
  serviceUrl,
  from: { id: 'U0MEI:T0TEAM', name: 'mei' },
  conversation: { isGroup: true, id: 'B0BOT:T0TEAM:C0SHOP' },
  recipient: { id: 'B0BOT:T0TEAM', name: 'kefu' },
  text: '<@U0KEFU> shipping costs to Canada?',
  channelData: {
    ApiToken: SLACK_TOKEN,
    SlackMessage: {
      token: 'verification',
      team_id: 'T0TEAM',
      event_id: typeof event['ts'] === 'string' ? `Ev${event['ts']}` : 'Ev0001',
      authorizations: [{ team_id: 'T0TEAM', user_id: 'U0KEFU', is_bot: true }],
      event: {
        type: 'app_mention',
        user: 'U0MEI',
        text: '<@U0KEFU> shipping costs to Canada?',
        ts: '1700000000.000100',
        channel: 'C0SHOP',
        channel_type: 'channel',
        team: 'T0TEAM',
        ...event,
      },
    },
  },
  ...more,
});

export const slackPress = (serviceUrl: string, say: string, more: Json = {}): Json => ({
  ...slackMessage(serviceUrl),
  id: 'slack-press-1',
  text: '',
  timestamp: undefined,
  channelData: {
    ApiToken: SLACK_TOKEN,
    payload: {
      type: 'block_actions',
      channel: { id: 'C0SHOP' },
      message: { ts: '1700000001.000100', thread_ts: '1700000000.000100' },
      actions: [{ type: 'button', action_id: 'kefu-choice-0', value: say }],
      response_url: 'https://hooks.slack.com/actions/T0TEAM/1/secret',
    },
  },
  ...more,
});
