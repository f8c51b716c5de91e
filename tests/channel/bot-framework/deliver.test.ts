import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuthentication } from '../../../src/channel/bot-framework/create-authentication.ts';
import { slackMessage, teamsMessage } from './activities.ts';
import { authenticationFor } from './authentication-for.ts';
import { startFakeConnector, type Behaviour, type FakeConnector } from './fake-connector.ts';
import { startKit, type Kit } from './kit.ts';

let connector: FakeConnector;
let kit: Kit;
beforeEach(async () => {
  connector = await startFakeConnector();
  kit = await startKit(connector);
});
afterEach(async () => {
  vi.useRealTimers();
  connector.behave(() => ({ kind: 'take' }));
  await kit.dispose();
  await connector.dispose();
});

const TEAMS = 'msteams|a:1personal-mei';
/** As long as a dead connector is waited for: whoever waits for it is late. */
const DEAD_MS = 3_000;
const SLACK = 'slack|B0BOT:T0TEAM:D0MEI';
/** A customer whose greeting was answered; the connector's memory begins after that. */
async function meet(): Promise<void> {
  await kit.post(teamsMessage(connector.url, { text: 'hello' }));
  await kit.answered();
  await kit.delivered(1);
  await settled();
  connector.arrived.length = 0;
}
async function meetOnSlack(serviceUrl = connector.url): Promise<void> {
  const conversation = { id: 'B0BOT:T0TEAM:D0MEI' };
  await kit.post(
    slackMessage(serviceUrl, { conversation, text: 'hello' }, { text: 'hello', channel: 'D0MEI', channel_type: 'im' }),
  );
  await kit.answered();
}
async function settled(): Promise<void> {
  await until(async () => (await statuses()).every((status) => status !== 'due'));
}
async function until(isSo: () => boolean | Promise<boolean>, ms = 8_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 10)))
    if (await isSo()) return;
  throw new Error('it did not come to pass in time');
}
const statuses = async (): Promise<readonly string[]> =>
  (await kit.db.selectFrom('outbox').select('status').orderBy('sequence').execute()).map(({ status }) => status);
/** The first sends behave as given, all others are taken. */
function firstBehave(...first: readonly Behaviour[]): void {
  const left = [...first];
  connector.behave((_conversation, { type }) => (type === 'message' ? left.shift() : undefined) ?? { kind: 'take' });
}

describe('a message to a channel', () => {
  it.each<[string, Behaviour]>([
    ['says 412', { kind: 'status', status: 412 }],
    ['says 429', { kind: 'status', status: 429 }],
    ['says 500', { kind: 'status', status: 500 }],
    ['says 502', { kind: 'status', status: 502 }],
    ['says 503', { kind: 'status', status: 503 }],
    ['says 504', { kind: 'status', status: 504 }],
    ['does not answer', { kind: 'hang' }],
  ])('arrives once, and before those after it, when the connector at first %s', async (_case, behaviour) => {
    await meet();
    firstBehave(behaviour);

    await kit.speak(TEAMS, 'one', 'two', 'three');

    expect(await kit.delivered(3)).toEqual(['one', 'two', 'three']);
    await settled();
    expect(await kit.delivered(4, 100)).toHaveLength(3);
  });

  it('waits as long as the connector asks for', async () => {
    await meet();
    firstBehave({ kind: 'status', status: 429, retryAfter: '1' });

    const begun = Date.now();
    await kit.speak(TEAMS, 'one');
    await kit.delivered(1);

    expect(connector.arrived[0]!.at - begun).toBeGreaterThanOrEqual(1_000);
    expect(connector.refusedSends).toEqual([429]);
  });

  it('becomes a dead letter when the channel will never take it, does not hold up the next, and can be sent again', async () => {
    await meet();
    firstBehave({ kind: 'status', status: 403, body: { error: { code: 'MessageWritesBlocked', message: 'Mei: secret' } } });
    await kit.speak(TEAMS, 'one', 'two');
    expect(await kit.delivered(1)).toEqual(['two']);
    await settled();

    const [letter] = await kit.outbox.deadLetters(10);
    expect(letter).toMatchObject({ conversationId: TEAMS, reason: '403 MessageWritesBlocked' });

    expect(await kit.outbox.revive(letter!.id)).toBe(true);
    expect(await kit.delivered(2)).toEqual(['two', 'one']);
    await settled();
    expect(await kit.outbox.deadLetters(10)).toEqual([]);
  });

  it('is said in plain words when the channel refuses its form', async () => {
    await meetOnSlack();
    await kit.delivered(1);
    await settled();
    connector.arrived.length = 0;
    connector.behave((_id, { channelData }) => (channelData?.blocks ? { kind: 'status', status: 400 } : { kind: 'take' }));

    await kit.speak(SLACK, 'Within **24 hours**.');

    expect(await kit.delivered(1)).toEqual(['Within **24 hours**.']);
    await settled();
    expect(await kit.outbox.deadLetters(10)).toEqual([]);
  });

  it('of several parts goes on at the part that did not arrive', async () => {
    await meet();
    firstBehave({ kind: 'take' }, { kind: 'status', status: 503 });
    const text = 'a'.repeat(8_000) + ' ' + 'b'.repeat(8_000);

    await kit.speak(TEAMS, text);

    const arrived = await kit.delivered(2);
    await settled();
    expect((await kit.delivered(3, 100)).map((piece) => piece[0])).toEqual(['a', 'b']);
    expect(arrived.join(' ')).toBe(text);
  });

  it('does not wait for another connector that is dead', async () => {
    const dead = await startFakeConnector();
    dead.behave(() => ({ kind: 'hang' }));
    await kit.dispose();
    kit = await startKit(connector, {
      authentication: authenticationFor(connector.url, createAuthentication, { timeoutMs: DEAD_MS }),
    });
    await meet();
    const slackConversations = Array.from({ length: 40 }, (_, n) => `slack|D${n}`);
    for (const id of slackConversations) {
      const reference = { channelId: 'slack', serviceUrl: dead.url, conversation: { id } as never };
      await kit.references.save({
        conversationId: id,
        channel: 'slack',
        serviceUrl: dead.url,
        tenantId: null,
        threadTs: null,
        topic: null,
        reference,
      });
      await kit.log.open({ id, channel: 'slack', customerId: 'U1', shopCustomerId: null, language: 'en' });
      await kit.speak(id, 'to the dead');
    }

    const begun = Date.now();
    await kit.speak(TEAMS, 'to the living');
    await kit.delivered(1);

    expect(connector.arrived[0]!.at - begun).toBeLessThan(DEAD_MS);
    // The dead one costs few attempts: most of its messages were not even tried.
    await new Promise((resolve) => setTimeout(resolve, 700));
    const tried = await kit.db.selectFrom('outbox').select('id').where('lane', '=', dead.url).where('attempts', '>', 0).execute();
    expect(tried.length).toBeLessThan(25);
    await dead.dispose();
    await kit.stopSending();
  });

  it('keeps Teams’ limits for one thread', async () => {
    await meet();
    const begun = Date.now();

    await kit.speak(TEAMS, ...Array.from({ length: 11 }, (_, n) => `m${n}`));

    expect(await kit.delivered(11, 8_000)).toEqual(Array.from({ length: 11 }, (_, n) => `m${n}`));
    const times = connector.arrived.map(({ at }) => at);
    for (const [most, ms] of [
      [7, 1_000],
      [8, 2_000],
    ] as const)
      expect(Math.max(...times.map((at) => times.filter((other) => other >= at && other < at + ms).length))).toBeLessThanOrEqual(
        most,
      );
    expect(Date.now() - begun).toBeLessThan(6_000);
  });
});

describe('after a restart', () => {
  it('an agent’s reply goes to the customer’s channel, hours after the customer wrote', async () => {
    await kit.post(teamsMessage(connector.url, { text: 'a person please' }));
    await kit.answered();
    await kit.stopSending();
    const [ticket] = await kit.queue.list({ status: 'waiting', limit: 1 });
    const agent = { id: 'a1', email: 'an@shop.example', name: 'An', role: 'agent', isDisabled: false, createdAt: 0 } as const;
    connector.arrived.length = 0;
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 6 * 3_600_000);
    await kit.desk.claim(ticket!.id, agent);
    await kit.desk.reply({ ticketId: ticket!.id, agent, clientId: 'reply-0001', text: '您好，我来帮您。' });
    expect(connector.arrived).toEqual([]);

    kit.startSending();

    await until(() => connector.arrived.some(({ activity }) => activity.text === '您好，我来帮您。'));
    expect(connector.arrived.at(-1)).toMatchObject({ conversationId: 'a:1personal-mei' });
  });

  it('what was sent before still counts against Teams’ limits', async () => {
    await meet();
    await kit.speak(TEAMS, ...Array.from({ length: 6 }, (_, n) => `m${n}`));
    await kit.delivered(6);
    await settled();
    await kit.stopSending();

    kit.startSending();
    await kit.speak(TEAMS, 'm6', 'm7', 'm8');
    await kit.delivered(9, 8_000);

    const times = connector.arrived.map(({ at }) => at);
    expect(times.filter((at) => at < times[0]! + 1_000).length).toBeLessThanOrEqual(7);
    expect(times.filter((at) => at < times[0]! + 2_000).length).toBeLessThanOrEqual(8);
  });
});
