import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/contract/agent.ts';
import { slackMessage, slackPress, teamsMessage, type Json } from './activities.ts';
import { startFakeConnector, type FakeConnector } from './fake-connector.ts';
import { startKit, type Kit } from './kit.ts';

const HOUR_MS = 3_600_000;
const AN: Agent = { id: 'an', email: 'an@x.example', name: 'An', role: 'agent', isDisabled: false, createdAt: 0 };
const TEAMS = 'msteams|a:1personal-mei';
const TELEGRAM = 'telegram|42';
const THREAD = 'slack|B0BOT:T0TEAM:C0SHOP|1700000000.000100';
const THANKS = 'bot: 感谢您的评价。';
const BEFORE = 'bot: 您已评价过本次服务，以首次评价为准，感谢您！';

let connector: FakeConnector;
let kit: Kit;
/** How long after the last line of the log it is. */
let later = 0;
let sent = 0;
beforeEach(async () => {
  later = 0;
  sent = 0;
  connector = await startFakeConnector();
  let written = 0;
  kit = await startKit(connector, { now: () => written + later });
  written = (await kit.log.open({ id: 'c0', channel: 'email', customerId: 'c', shopCustomerId: null, language: 'en' })).createdAt;
});
afterEach(async () => {
  await kit.dispose();
  await connector.dispose();
});

const telegram = (text: string, id = `${(sent += 1)}`): Json =>
  teamsMessage(connector.url, {
    channelId: 'telegram',
    id,
    timestamp: `2026-11-27T03:00:${id.padStart(2, '0')}.000Z`,
    conversation: { id: '42' },
    channelData: {},
    attachments: undefined,
    entities: undefined,
    text,
  });
const press = (score: number, ticketId = 't1'): Json =>
  teamsMessage(connector.url, {
    id: `${(sent += 1)}`,
    text: undefined,
    attachments: undefined,
    replyToId: 'card-1',
    value: { kefu: { rate: { ticketId, score } } },
  });

/** Takes the conversation over for the agent. */
async function handOver(conversationId: string, ticketId = 't1'): Promise<void> {
  await kit.answered();
  const { version } = (await kit.log.find(conversationId))!;
  await kit.log.commit({
    conversationId,
    expect: { version },
    entries: [],
    owner: { kind: 'queue', ticketId },
    ticket: {
      kind: 'open',
      ticket: { id: ticketId, reason: 'asked-for-human', priority: 1, language: 'en', summary: '', entities: [], churn: null },
    },
  });
  await kit.desk.claim(ticketId, AN);
}

/** The customer writes, an agent takes over and closes. */
async function served(first: Json, conversationId: string): Promise<void> {
  expect((await kit.post(first)).status).toBe(200);
  await handOver(conversationId);
  await kit.desk.close('t1', AN);
}
const rating = async (ticketId = 't1') => (await kit.queue.find(ticketId))?.rating ?? null;
/** What was said since the close. */
async function since(conversationId: string): Promise<readonly string[]> {
  await kit.answered();
  const entries = await kit.log.read(conversationId, { after: 0, limit: 100, audience: 'customer' });
  const closed = entries.findLastIndex(({ body }) => body.kind === 'event' && body.event.name === 'ticket-closed');
  return entries
    .slice(closed + 1)
    .map(({ author, body }) =>
      body.kind === 'message' ? `${author.kind}: ${body.text}` : body.kind === 'event' ? body.event.name : body.kind,
    );
}

describe('a press on a grade', () => {
  it('on Teams rates the ticket as the website does, is thanked for, and later ones change nothing', async () => {
    await served(teamsMessage(connector.url, { text: '你好' }), TEAMS);

    expect((await kit.post(press(4))).status).toBe(200);
    expect((await kit.post(press(1))).status).toBe(200);

    expect(await rating()).toEqual({ score: 4, comment: null });
    expect(await since(TEAMS)).toEqual(['rated', THANKS, BEFORE]);
    const arrived = await kit.delivered(5);
    expect(arrived.slice(-2)).toEqual(['感谢您的评价。', BEFORE.slice('bot: '.length)]);
    expect(JSON.stringify(connector.arrived.map(({ activity }) => activity.attachments))).toContain(
      JSON.stringify({ kefu: { rate: { ticketId: 't1', score: 5 } } }),
    );
  });

  it('that the channel repeats is thanked for once', async () => {
    await served(teamsMessage(connector.url, { text: '你好' }), TEAMS);

    await Promise.all([press(4), press(4), press(4)].map((again) => kit.post(again)));

    expect((await since(TEAMS)).filter((line) => line !== 'rated')).toHaveLength(1);
    expect(await rating()).toEqual({ score: 4, comment: null });
  });

  it('on an old card rates the old ticket, and the bot does not talk over the agent of the new one', async () => {
    await served(teamsMessage(connector.url, { text: '你好' }), TEAMS);
    await handOver(TEAMS, 't2');

    await kit.post(press(2));

    expect([await rating('t1'), await rating('t2')]).toEqual([{ score: 2, comment: null }, null]);
    expect(await kit.spoken(TEAMS)).not.toContain(THANKS);
  });

  it('cannot rate a ticket of another conversation', async () => {
    await served(telegram('你好'), TELEGRAM);
    await kit.post(teamsMessage(connector.url, { text: '你好' }));

    expect((await kit.post(press(1))).status).toBe(404);

    expect(await rating()).toBeNull();
  });

  it('on Slack rates with what the button of its blocks holds', async () => {
    await served(slackMessage(connector.url), THREAD);
    await kit.delivered(3);
    const blocks = connector.arrived.flatMap(({ activity }) => activity.channelData?.blocks ?? []) as readonly {
      readonly elements?: readonly { readonly value: string }[];
    }[];
    const [worst] = blocks.findLast(({ elements }) => elements?.length === 5)?.elements ?? [];

    expect((await kit.post(slackPress(connector.url, worst!.value))).status).toBe(200);

    expect(await rating()).toEqual({ score: 1, comment: null });
    expect(await since(THREAD)).toEqual(['rated', 'bot: Thank you for your rating.']);
  });

  it('is no rating when its value is none of ours', async () => {
    await served(teamsMessage(connector.url, { text: '你好' }), TEAMS);

    await kit.post(press(6));

    expect(await rating()).toBeNull();
    expect(await since(TEAMS)).toEqual([]);
  });
});

describe('a bare grade', () => {
  it.each(['5', ' ５ ', '5 ★', '5分'])(
    '(“%s”) rates on a plain channel, once, however often the channel sends it',
    async (text) => {
      await served(telegram('你好'), TELEGRAM);

      await kit.post(telegram(text, '30'));
      await kit.post(telegram(text, '30'));

      expect(await rating()).toEqual({ score: 5, comment: null });
      expect(await since(TELEGRAM)).toEqual(['rated', THANKS]);
    },
  );

  it('after the rating is answered kindly and changes nothing', async () => {
    await served(telegram('你好'), TELEGRAM);

    await kit.post(telegram('5'));
    await kit.post(telegram('1'));

    expect(await rating()).toEqual({ score: 5, comment: null });
    expect(await since(TELEGRAM)).toEqual(['rated', THANKS, BEFORE]);
  });

  it('rates when the bot has answered what came in with the close', async () => {
    await kit.post(telegram('你好'));
    await handOver(TELEGRAM);
    const { lastSequence } = (await kit.log.find(TELEGRAM))!;
    await kit.post(telegram('运费'));
    await kit.desk.close('t1', AN, lastSequence);
    await kit.speak(TELEGRAM, 'All about shipping-costs.');

    await kit.post(telegram('3'));

    expect(await rating()).toEqual({ score: 3, comment: null });
  });

  it.each<[string, () => unknown]>([
    ['more than a day after the close', () => (later = 25 * HOUR_MS)],
    ['when something else was said first', () => kit.post(telegram('你好'))],
    [
      'when the bot waits for an answer of its own',
      async () => {
        const { version, state } = (await kit.log.find(TELEGRAM))!;
        const awaiting = { kind: 'choice' as const, intentIds: ['shipping_cost'] };
        await kit.log.commit({
          conversationId: TELEGRAM,
          expect: { version },
          entries: [],
          state: { ...state, awaiting },
        });
      },
    ],
    [
      'when a person was asked for since',
      async () => {
        const { fence } = (await kit.log.find(TELEGRAM))!;
        const event = { name: 'handed-over', ticketId: 't2', reason: 'complaint' } as const;
        const entries = [{ id: 'e-handed-over', author: { kind: 'bot' } as const, body: { kind: 'event', event } as const }];
        await kit.log.commit({ conversationId: TELEGRAM, expect: { fence }, entries });
      },
    ],
    ['when a person has the conversation again', () => handOver(TELEGRAM, 't2')],
  ])('is a message as all others %s', async (_case, before) => {
    await served(telegram('你好'), TELEGRAM);
    await before();

    await kit.post(telegram('2'));

    expect(await rating()).toBeNull();
    expect(await kit.spoken(TELEGRAM)).toContain('customer: 2');
  });

  it.each(['5 pieces please', '6', '15', '5 5'])('is no grade in “%s”', async (text) => {
    await served(telegram('你好'), TELEGRAM);

    await kit.post(telegram(text));

    expect(await rating()).toBeNull();
    expect(await kit.spoken(TELEGRAM)).toContain(`customer: ${text}`);
  });

  it('is a message as all others where nobody was asked', async () => {
    await kit.post(telegram('5'));

    expect(await kit.spoken(TELEGRAM)).toContain('customer: 5');
  });

  it('is a message as all others on Teams, which has buttons', async () => {
    await served(teamsMessage(connector.url, { text: '你好' }), TEAMS);

    await kit.post(teamsMessage(connector.url, { id: '9', text: '5', timestamp: '2026-11-27T03:09:00.000Z' }));

    expect(await rating()).toBeNull();
    expect(await since(TEAMS)).toContain('customer: 5');
  });
});
