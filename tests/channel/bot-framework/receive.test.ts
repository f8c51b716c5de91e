import express from 'express';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthentication } from '../../../src/channel/bot-framework/create-authentication.ts';
import { createMessageRoutes } from '../../../src/channel/bot-framework/routes.ts';
import { answerErrors } from '../../../src/http/answer-errors.ts';
import {
  SLACK_TOKEN,
  type Json,
  slackMessage,
  slackPress,
  teamsChannelMessage,
  teamsMemberAdded,
  teamsMessage,
} from './activities.ts';
import { startFakeConnector, type FakeConnector } from './fake-connector.ts';
import { startKit, type Kit } from './kit.ts';

let connector: FakeConnector;
let kit: Kit;
beforeEach(async () => {
  connector = await startFakeConnector();
  kit = await startKit(connector);
});
afterEach(async () => {
  await kit.dispose();
  await connector.dispose();
});

const TEAMS = 'msteams|a:1personal-mei';
const said = async (conversationId: string): Promise<readonly string[]> =>
  (await kit.spoken(conversationId)).filter((line) => line.startsWith('customer:'));

describe('a message from a connector', () => {
  it('stands in the log when it is answered, and its reply arrives at the connector with a token of the bot', async () => {
    const { status } = await kit.post(teamsMessage(connector.url));
    expect(status).toBe(200);
    expect(await said(TEAMS)).toEqual(['customer: 运费多少？']);

    expect(await kit.delivered(1)).toEqual(['All about shipping-costs.']);
    const [reply] = connector.arrived;
    expect(reply?.conversationId).toBe('a:1personal-mei');
    expect(reply?.activity).toMatchObject({ channelId: 'msteams', from: { id: expect.stringMatching(/^28:/) } });
    expect(connector.issued).toContain(reply?.authorization?.replace('Bearer ', ''));
    expect(await kit.log.find(TEAMS)).toMatchObject({ channel: 'msteams', customerId: '29:1abc-mei', language: 'zh' });
  });

  it('is taken once, however often the channel sends it', async () => {
    await Promise.all(Array.from({ length: 5 }, () => kit.post(teamsMessage(connector.url))));
    await kit.answered();

    expect(await said(TEAMS)).toHaveLength(1);
    expect(kit.taken.toSorted()).toEqual(['msteams accepted', ...Array.from({ length: 4 }, () => 'msteams duplicate')]);
    expect(await kit.delivered(3, 300)).toEqual(['All about shipping-costs.', '[card]']);
  });

  it('is taken once when Teams repeats it under a new id with the old timestamp', async () => {
    await kit.post(teamsMessage(connector.url));
    await kit.post(teamsMessage(connector.url, { id: '1700000000099' }));

    expect(await said(TEAMS)).toHaveLength(1);
  });

  it('is taken twice when the customer says the same again later', async () => {
    await kit.post(teamsMessage(connector.url));
    await kit.post(teamsMessage(connector.url, { id: '1700000000099', timestamp: '2026-11-27T03:00:09.000Z' }));

    expect(await said(TEAMS)).toHaveLength(2);
  });

  it('loses each mention of the bot, and no other', async () => {
    await kit.post(teamsChannelMessage(connector.url));

    expect(await said('msteams|19:abc@thread.tacv2;messageid=1700000000002')).toEqual(['customer: hello there <at>Li</at> and']);
  });

  it('cannot reach into a conversation of the website, whatever its channel and id are', async () => {
    await kit.log.open({ id: 'site-1', channel: 'direct-line', customerId: 'dl_1', shopCustomerId: null, language: 'en' });

    await kit.post(teamsMessage(connector.url, { channelId: 'directline', conversation: { id: 'site-1' } }));

    expect(await kit.spoken('site-1')).toEqual([]);
    expect(await kit.log.find('azure-direct-line|site-1')).toMatchObject({ channel: 'azure-direct-line' });
  });

  it('names files that lie where no channel keeps them', async () => {
    const attachments = [
      {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        name: 'a.pdf',
        contentUrl: 'https://sp.example/a.pdf',
      },
    ];
    await kit.post(teamsMessage(connector.url, { text: '看一下', attachments }));
    expect(await said(TEAMS)).toEqual(['customer: 看一下\nhttps://sp.example/a.pdf']);
  });

  it.each<[string, Json]>([
    ['an empty message', { text: '' }],
    ['a reaction', { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] }],
    ['an edit of what nobody said', { type: 'messageUpdate' }],
    ['a deletion of what nobody said', { type: 'messageDelete', text: undefined }],
    ['a state of a hub that nobody knows', { type: 'event', name: 'handoff.status', value: { state: 'typing' } }],
  ])('is answered with 200 and nothing else when it is %s', async (_case, more) => {
    expect(await kit.post(teamsMessage(connector.url, more))).toEqual({ status: 200, body: null });

    expect(await said(TEAMS)).toEqual([]);
  });

  it('is told that it is not understood when it is an invoke, and that it is malformed when it is', async () => {
    expect((await kit.post(teamsMessage(connector.url, { type: 'invoke', name: 'task/fetch' }))).status).toBe(501);
    expect((await kit.post({ type: 'message', serviceUrl: connector.url })).status).toBe(400);
    expect((await kit.post(teamsMessage(connector.url, { text: 'x'.repeat(10_001) }))).status).toBe(413);
  });
});

describe('a sender who writes too fast', () => {
  it('is refused until a moment has passed, and others are not', async () => {
    const slow = await startKit(connector, { messagesPerMinute: 2 });
    try {
      const post = (id: string, more: Json = {}) =>
        slow.post(teamsMessage(connector.url, { id, timestamp: `2026-11-27T03:01:0${id}.000Z`, ...more }));
      expect([(await post('1')).status, (await post('2')).status, (await post('3')).status]).toEqual([200, 200, 429]);

      const li = { from: { id: '29:li', name: 'Li' }, conversation: { id: 'a:li', conversationType: 'personal' } };
      expect((await post('4', li)).status).toBe(200);
    } finally {
      await slow.dispose();
    }
  });
});

describe('a message that its author', () => {
  const log = async (conversationId: string): Promise<readonly string[]> =>
    (await kit.log.read(conversationId, { after: 0, limit: 50, audience: 'agent' })).map(({ body }) =>
      body.kind === 'message' ? body.text : body.kind === 'event' ? body.event.name : body.kind,
    );
  const edit = (text: string, timestamp: string, more: Json = {}) =>
    teamsMessage(connector.url, { type: 'messageUpdate', text, timestamp, channelData: { eventType: 'editMessage' }, ...more });

  it('changed, took back and restored stands as it was left, however often the channel repeats each act', async () => {
    const gone = teamsMessage(connector.url, {
      type: 'messageDelete',
      text: undefined,
      attachments: undefined,
      timestamp: '2026-11-27T03:02:00.000Z',
      channelData: { eventType: 'softDeleteMessage' },
    });
    await kit.post(teamsMessage(connector.url, { text: 'hello' }));
    await kit.answered();
    for (let n = 0; n < 2; n += 1) {
      await kit.post(edit('hello you', '2026-11-27T03:01:00.000Z'));
      await kit.post(gone);
    }
    expect(await log(TEAMS)).toEqual(['deleted', expect.any(String), 'message-edited', 'message-deleted']);

    await kit.post(edit('hello all', '2026-11-27T03:03:00.000Z', { channelData: { eventType: 'undeleteMessage' } }));
    expect(await log(TEAMS)).toEqual(['hello all', expect.any(String), 'message-edited', 'message-deleted', 'message-edited']);
  });

  it.each([
    ['in a known conversation', true],
    ['as the first of its conversation', false],
  ])('changed is read as it stands when the change overtakes it, %s', async (_case, isKnown) => {
    if (isKnown)
      await kit.post(teamsMessage(connector.url, { id: '1600000000000', text: 'hello', timestamp: '2026-11-27T02:00:00.000Z' }));
    await kit.answered();
    const before = await log(TEAMS);
    const id = `${Date.now()}`;

    await kit.post(edit('运费多少？谢谢', '2026-11-27T03:01:00.000Z', { id }));
    await kit.post(teamsMessage(connector.url, { id }));
    await kit.answered();

    expect((await log(TEAMS)).slice(before.length)).toEqual(['运费多少？谢谢', 'All about shipping-costs.']);
  });

  it.each([
    ['in a known conversation', true],
    ['as the first of its conversation', false],
  ])('took back is never read when that overtakes it, %s', async (_case, isKnown) => {
    if (isKnown)
      await kit.post(teamsMessage(connector.url, { id: '1600000000000', text: 'hello', timestamp: '2026-11-27T02:00:00.000Z' }));
    await kit.answered();
    const before = await log(TEAMS);
    const id = `${Date.now()}`;

    await kit.post(
      teamsMessage(connector.url, { id, type: 'messageDelete', text: undefined, timestamp: '2026-11-27T03:01:00.000Z' }),
    );
    await kit.post(teamsMessage(connector.url, { id }));
    await kit.answered();

    expect((await log(TEAMS)).slice(before.length)).toEqual(['deleted']);
  });

  it('changed or took back in Slack is found by Slack’s own id of it', async () => {
    const thread = 'slack|B0BOT:T0TEAM:C0SHOP|1700000000.000100';
    const message = { ts: '1700000000.000100', text: '<@U0KEFU> shipping costs to Norway?' };
    await kit.post(slackMessage(connector.url));
    await kit.answered();
    await kit.post(
      slackMessage(
        connector.url,
        { id: 's9', text: '' },
        { type: 'message', subtype: 'message_changed', ts: '1700000009.1', message },
      ),
    );
    expect((await log(thread))[0]).toBe('shipping costs to Norway?');

    await kit.post(
      slackMessage(
        connector.url,
        { id: 's10', type: 'messageDelete', text: '' },
        { type: 'message', subtype: 'message_deleted', ts: '1700000010.1', previous_message: message },
      ),
    );
    expect((await log(thread))[0]).toBe('deleted');
  });
});

describe('a person on Teams', () => {
  it('is known by tenant and directory id', async () => {
    await kit.post(teamsMessage(connector.url));

    const [entry] = await kit.log.read(TEAMS, { after: 0, limit: 1, audience: 'agent' });
    expect(entry?.channelData).toEqual({ tenantId: 'tenant-1', aadObjectId: '00000000-0000-4000-8000-000000000001' });
    expect(await kit.references.find(TEAMS)).toMatchObject({
      tenantId: 'tenant-1',
      reference: { user: { aadObjectId: '00000000-0000-4000-8000-000000000001' } },
    });
  });

  it('links the chat with a code, of which the log keeps neither code nor address', async () => {
    await kit.post(teamsMessage(connector.url, { id: '1', text: '绑定 mei@x.example', timestamp: '2026-11-27T03:00:01.000Z' }));
    const code = kit.mails[0]?.subject.slice(0, 6);
    await kit.post(teamsMessage(connector.url, { id: '2', text: code, timestamp: '2026-11-27T03:00:02.000Z' }));

    expect(await kit.spoken(TEAMS)).toEqual([expect.stringContaining('验证码已发送'), expect.stringContaining('会话已关联')]);
    expect(await kit.delivered(2)).toHaveLength(2);
  });
});

describe('a person who is added', () => {
  it('is welcomed once, in a chat of two', async () => {
    await kit.post(teamsMemberAdded(connector.url));
    await kit.post(teamsMemberAdded(connector.url));

    expect(await kit.spoken(TEAMS)).toEqual(['bot: Welcome, I am a bot.']);
  });

  it('is not welcomed in a team', async () => {
    const conversation = { isGroup: true, conversationType: 'channel', id: '19:abc@thread.tacv2' };
    await kit.post(teamsMemberAdded(connector.url, { conversation }));

    expect(await kit.log.find('msteams|19:abc@thread.tacv2')).toBeNull();
  });
});

describe('a message from Slack', () => {
  const THREAD = 'slack|B0BOT:T0TEAM:C0SHOP|1700000000.000100';

  it('keeps no live token anywhere, and is answered in its thread', async () => {
    await kit.post(slackMessage(connector.url));
    await kit.delivered(1);

    expect(await said(THREAD)).toEqual(['customer: shipping costs to Canada?']);
    expect(connector.arrived[0]?.activity.channelData).toMatchObject({ thread_ts: '1700000000.000100' });
    const tables = await Promise.all([
      kit.db.selectFrom('entries').selectAll().execute(),
      kit.db.selectFrom('connector_references').selectAll().execute(),
      kit.db.selectFrom('turns').selectAll().execute(),
    ]);
    expect(tables.every((rows) => rows.length > 0)).toBe(true);
    expect(JSON.stringify(tables)).not.toContain(SLACK_TOKEN);
    expect(JSON.stringify(tables)).not.toContain('verification');
  });

  it('is taken once when Slack repeats the event', async () => {
    await kit.post(slackMessage(connector.url));
    await kit.post(slackMessage(connector.url, { id: 'slack-again', timestamp: '2026-11-27T03:01:00.000Z' }));

    expect(await said(THREAD)).toHaveLength(1);
  });

  it('has a conversation for each thread of a channel, and one for direct messages', async () => {
    await kit.post(slackMessage(connector.url, { id: 's2' }, { ts: '1700000009.000200', thread_ts: '1700000000.000100' }));
    const conversation = { id: 'B0BOT:T0TEAM:D0MEI' };
    await kit.post(slackMessage(connector.url, { id: 's3', conversation }, { channel: 'D0MEI', channel_type: 'im' }));

    expect(await said(THREAD)).toHaveLength(1);
    expect(await said('slack|B0BOT:T0TEAM:D0MEI')).toHaveLength(1);
  });

  it('is overheard in a channel unless it names the bot, or stands in a thread that the bot is in', async () => {
    const text = 'lunch?';
    await kit.post(slackMessage(connector.url, { id: 's1', text }, { ts: '1700000005.000100' }));
    await kit.post(slackMessage(connector.url, { id: 's2' }));
    await kit.post(
      slackMessage(
        connector.url,
        { id: 's3', text: 'and to Norway?' },
        { thread_ts: '1700000000.000100', ts: '1700000006.000100' },
      ),
    );

    expect(await kit.log.find('slack|B0BOT:T0TEAM:C0SHOP|1700000005.000100')).toBeNull();
    expect(await said(THREAD)).toHaveLength(2);
  });

  it('says what a pressed button says, once a press', async () => {
    await kit.post(slackPress(connector.url, 'hello'));
    await kit.post(slackPress(connector.url, 'hello', { id: 'slack-press-2' }));

    expect(await said(THREAD)).toEqual(['customer: hello']);
  });
});

describe('a press on a card', () => {
  const press = (id: string, say: string) =>
    teamsMessage(connector.url, {
      id,
      text: undefined,
      attachments: undefined,
      timestamp: `2026-11-27T03:00:0${id}.000Z`,
      replyToId: 'card-1',
      value: { kefu: { say } },
    });

  it('counts once when the button is pressed twice in a moment, and another button counts too', async () => {
    await kit.post(press('1', 'hello'));
    await kit.post(press('2', 'hello'));
    await kit.post(press('3', 'shipping costs'));

    expect(await said(TEAMS)).toEqual(['customer: hello', 'customer: shipping costs']);
  });
});

describe('the emulator', () => {
  const startForEmulator = () =>
    startKit(connector, { identity: { kind: 'emulator' }, authentication: createAuthentication({ kind: 'emulator' }) });

  it('may talk without a token from this machine, and is answered', async () => {
    const emulator = await startForEmulator();
    try {
      const { status } = await emulator.postAs(null, teamsMessage(connector.url, { channelId: 'emulator' }));

      expect(status).toBe(200);
      expect((await emulator.delivered(1)).join()).toContain('All about shipping-costs.');
    } finally {
      await emulator.dispose();
    }
  });

  it.each<[string, Json, Record<string, string>]>([
    ['came through a proxy', {}, { 'x-forwarded-for': '203.0.113.9' }],
    ['wants its answers sent elsewhere', { serviceUrl: 'https://evil.example/' }, {}],
  ])('is refused when the call %s', async (_case, more, headers) => {
    const emulator = await startForEmulator();
    try {
      const { status } = await emulator.postAs(null, teamsMessage(connector.url, more), headers);

      expect(status).toBe(403);
    } finally {
      await emulator.dispose();
    }
  });
});

describe('a server without channels', () => {
  it('says which setting is missing', async () => {
    const app = express().use('/api/messages', createMessageRoutes(null), answerErrors(pino({ level: 'silent' })));
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const { port } = server.address() as { port: number };
      const response = await fetch(`http://127.0.0.1:${port}/api/messages`, { method: 'POST', body: '{}' });

      expect(response.status).toBe(404);
      expect(await response.text()).toContain('KEFU_MICROSOFT_APP_ID');
    } finally {
      server.close();
    }
  });
});
