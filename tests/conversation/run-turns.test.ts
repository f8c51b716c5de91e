import { describe, expect, it } from 'vitest';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import { BotError } from '../../src/contract/errors.ts';
import { createAccept } from '../../src/conversation/accept.ts';
import { looksUnfinished } from '../../src/conversation/looks-unfinished.ts';
import { createInProcessTurnLeases } from '../../src/coordination/in-process/turn-leases.ts';
import { createTestConversation } from './turn-fakes.ts';

describe('a conversation', () => {
  it('answers a question with its article and a link', async () => {
    const { say, answered, log } = await createTestConversation();

    await say('What are the shipping costs, please?');
    await answered();

    const [, reply] = await log.read('c1', { after: 0, limit: 10, audience: 'customer' });
    expect(reply?.body).toMatchObject({ text: 'All about shipping-costs.', article: { articleId: 'shipping-costs' } });
    expect(reply?.turnId).not.toBeNull();
    expect(await log.turn(reply?.turnId ?? '')).toMatchObject({ decision: { kind: 'answer-intent' }, sequences: [1] });
  });

  it('answers in the language of the message', async () => {
    const { say, answered, spoken } = await createTestConversation();

    await say('你好，在吗？');
    await answered();

    expect((await spoken()).at(-1)).toBe('bot: 您好！');
  });

  it('changes the language of a conversation for no single word', async () => {
    const { say, answered, spoken } = await createTestConversation();

    await say('你好，在吗？');
    await answered();
    await say('hello');
    await answered();

    expect((await spoken()).filter((line) => line.startsWith('bot'))).toEqual(['bot: 您好！', 'bot: 您好！']);
  });

  it('joins a burst of bubbles into one turn', async () => {
    const { say, answered, spoken, log } = await createTestConversation();

    await say('hello');
    await say('one thing');
    await say('what are your shipping costs?');
    await answered();

    expect((await spoken()).filter((line) => line.startsWith('bot'))).toEqual(['bot: All about shipping-costs.']);
    expect(await log.pending(10)).toEqual([]);
  });

  it('answers a repeated post once', async () => {
    const { say, answered, spoken } = await createTestConversation();

    await Promise.all(Array.from({ length: 10 }, () => say('shipping costs?', 'same')));
    await answered();

    expect(await spoken()).toHaveLength(2);
  });

  it('hands a customer who leaves over to the queue, once, and then does not greet', async () => {
    const { say, answered, spoken, queue, log } = await createTestConversation();

    await say('I am leaving for another shop.');
    await answered();
    await say('hello?');
    await answered();

    const [ticket] = await queue.list({ status: 'waiting', limit: 5 });
    expect(ticket).toMatchObject({ reason: 'churn-risk', conversationId: 'c1' });
    expect(ticket?.summary).toContain('I am leaving for another shop.');
    expect((await log.find('c1'))?.owner).toEqual({ kind: 'queue', ticketId: ticket?.id });
    expect((await spoken()).filter((line) => line.startsWith('bot'))).toHaveLength(1);
  });

  it('counts every loyalty signal of one message', async () => {
    const { say, answered, log } = await createTestConversation();

    await say('My parcel is late again, so I am leaving.');
    await answered();

    expect((await log.find('c1'))?.state.counts).toMatchObject({ late: 1, leaving: 1, refund: 0 });
  });

  it('walks through a flow, acts once, and says so', async () => {
    const { say, answered, spoken, shop, log } = await createTestConversation();
    await shop.seed({ customers: [customer('CU1')], orders: [{ ...order('LL2611200042', 'CU1'), contacts: [] }] });
    await log.identify('c1', 'CU1');

    await say('please cancel my order.');
    await answered();
    await say('it is LL2611200042.');
    await answered();
    await say('yes!');
    await answered();

    expect((await spoken()).filter((line) => line.startsWith('bot'))).toEqual([
      'bot: Which order?',
      'bot: Cancel LL2611200042?',
      'bot: Cancelled LL2611200042.',
    ]);
    const proof = { shopCustomerId: 'CU1', contact: null };
    expect((await shop.order('LL2611200042', proof))?.status).toBe('cancelled');
  });

  it('takes number and contact again when the shop knows no such order, and goes on', async () => {
    const { say, answered, spoken, shop, log } = await createTestConversation();
    await shop.seed({ customers: [customer('CU1')], orders: [{ ...order('LL2611200042', 'CU1'), contacts: [] }] });
    await log.identify('c1', 'CU1');

    await say('please cancel my order LL2611200043.');
    await answered();
    await say('sorry, it is LL2611200042.');
    await answered();
    await say('actually no wait, dont cancel.');
    await answered();
    await say('ok.');
    await answered();

    expect((await spoken()).filter((line) => line.startsWith('bot'))).toMatchObject([
      expect.stringContaining('can’t find an order') as string,
      'bot: Cancel LL2611200042?',
      expect.stringContaining('Nothing was changed') as string,
      expect.anything(),
    ]);
    expect((await shop.order('LL2611200042', { shopCustomerId: 'CU1', contact: null }))?.status).not.toBe('cancelled');
  });

  it('says that nothing was sent when it leaves a flow, and does not act on a later yes', async () => {
    const { say, answered, spoken, shop, log } = await createTestConversation();
    await shop.seed({ customers: [customer('CU1')], orders: [{ ...order('LL2611200042', 'CU1'), contacts: [] }] });
    await log.identify('c1', 'CU1');

    await say('please cancel my order LL2611200042.');
    await answered();
    for (const question of ['what are the shipping costs?', 'and the shipping cost to Japan?', 'shipping costs by SF?']) {
      await say(question);
      await answered();
    }
    await say('yes!');
    await answered();

    const said = (await spoken()).filter((line) => line.startsWith('bot'));
    expect(said.filter((line) => line.includes('Cancel LL2611200042?'))).toHaveLength(3);
    expect(said.filter((line) => line.includes('has not been sent'))).toHaveLength(1);
    expect((await shop.order('LL2611200042', { shopCustomerId: 'CU1', contact: null }))?.status).not.toBe('cancelled');
  });

  it('shows nobody else’s order', async () => {
    const { shop } = await createTestConversation();
    await shop.seed({
      customers: [customer('CU1')],
      orders: [{ ...order('LL2611200042', 'CU1'), contacts: ['mei@example.com'] }],
    });

    expect(await shop.order('LL2611200042', { shopCustomerId: 'CU2', contact: 'other@example.com' })).toBeNull();
    expect(await shop.order('LL2611200042', { shopCustomerId: null, contact: 'Mei@Example.com' })).not.toBeNull();
  });

  it('goes on without an encoder', async () => {
    const { say, answered, spoken, log } = await createTestConversation({
      embedder: {
        id: 'down',
        dimensions: 1,
        words: new Set(),
        embed: () => Promise.reject(new BotError('EMBEDDING_UNAVAILABLE', 'down')),
        dispose: () => Promise.resolve(),
      },
    });

    await say('what are your shipping costs?');
    await answered();

    expect((await spoken()).at(-1)).toMatch(/^bot: I’m sorry/);
    const reply = (await log.read('c1', { after: 1, limit: 1, audience: 'customer' }))[0];
    expect((await log.turn(reply?.turnId ?? ''))?.degraded).toEqual(['embedding']);
  });

  it('decides again when the conversation changed under a turn', async () => {
    const { log, runner, spoken, answered } = await createTestConversation();
    let isFirst = true;
    const racing: ConversationLog = {
      ...log,
      async commit(commit) {
        if (isFirst) {
          isFirst = false;
          await log.identify('c1', 'CU1');
        }
        return await log.commit(commit);
      },
    };
    const turns = runner(racing);
    await log.accept({
      conversationId: 'c1',
      clientId: 'm1',
      text: 'shipping costs?',
      author: { kind: 'customer', id: 'dl_mei' },
      attachments: [],
      channelData: null,
    });

    await turns.sweep();
    await answered();

    expect(await spoken()).toHaveLength(2);
  });

  it('answers after a restart what a dead process left, and nothing twice', async () => {
    const { log, runner, spoken, answered } = await createTestConversation();
    const dying: ConversationLog = { ...log, commit: () => Promise.reject(new BotError('STORE_UNAVAILABLE', 'gone')) };
    await log.accept({
      conversationId: 'c1',
      clientId: 'm1',
      text: 'shipping costs?',
      author: { kind: 'customer', id: 'dl_mei' },
      attachments: [],
      channelData: null,
    });
    const first = runner(dying);
    await first.sweep();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await first.drain();
    expect(await log.pending(10)).toEqual(['c1']);

    const second = runner();
    await second.sweep();
    await answered();
    await second.sweep();
    await second.drain();

    expect(await spoken()).toEqual(['customer: shipping costs?', 'bot: All about shipping-costs.']);
  });
});

describe('a turn runner among others', () => {
  it('answers what another one was at and did not see, once that one is done', async () => {
    const { log, answered, spoken, runnerWith } = await createTestConversation();
    const leases = createInProcessTurnLeases();
    const here = runnerWith({ leases });
    const accept = createAccept({ log, turns: here });
    let finish = (): void => undefined;
    const elsewhere = leases.withLease('c1', () => new Promise<void>((resolve) => (finish = resolve)));

    await accept({ ...MESSAGE, text: 'shipping costs?' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await spoken()).toEqual(['customer: shipping costs?']);
    finish();
    await elsewhere;

    await answered();
    expect(await spoken()).toEqual(['customer: shipping costs?', 'bot: All about shipping-costs.']);
  });

  it('leaves alone what has not waited long, when it sweeps', async () => {
    const { log, answered, runnerWith } = await createTestConversation();
    const turns = runnerWith({ now: () => NOON + 5_000 });
    await log.accept({ ...MESSAGE, text: 'shipping costs?' });

    await turns.sweep(60_000);
    await turns.drain();
    expect(await log.pending(10)).toEqual(['c1']);

    await runnerWith({ now: () => NOON + 70_000 }).sweep(60_000);
    await answered();
  });

  it('answers what waits for further bubbles before it ends, and takes nothing more', async () => {
    const { log, spoken, runnerWith } = await createTestConversation();
    const turns = runnerWith({ burstMs: 60_000 });
    const accept = createAccept({ log, turns });
    await accept({ ...MESSAGE, text: 'hello' });
    expect(await spoken()).toEqual(['customer: hello']);

    await turns.drain();
    await turns.drain();

    expect(await spoken()).toHaveLength(2);
    await accept({ ...MESSAGE, clientId: 'm2', text: 'shipping costs?' });
    await turns.drain();
    expect(await log.pending(10)).toEqual(['c1']);
  });
});

describe('a message', () => {
  it.each(['hi', '你好', '在吗', 'so I was thinking and', '还有', 'my order', '快递'])('looks unfinished: %s', (text) => {
    expect(looksUnfinished(text)).toBe(true);
  });
  it.each(['Where is my order?', '运费多少？', 'please cancel the order I placed yesterday', '我的快递怎么还没到'])(
    'looks finished: %s',
    (text) => {
      expect(looksUnfinished(text)).toBe(false);
    },
  );
});

/** Where the log's clock begins in these tests. */
const NOON = Date.parse('2026-11-23T04:00:00Z');
const MESSAGE = {
  conversationId: 'c1',
  clientId: 'm1',
  author: { kind: 'customer', id: 'dl_mei' },
  attachments: [],
  channelData: null,
} as const;

function customer(id: string) {
  return {
    id,
    name: 'Mei',
    isMember: false,
    registeredAt: null,
    lastOrderAt: null,
    orders90Days: null,
    spend90Days: null,
    spendPrevious90Days: null,
    lateParcels90Days: null,
    complaints30Days: null,
    contacts30Days: null,
    satisfaction: null,
    couponShare: null,
    yearlyValue: null,
  };
}

function order(number: string, customerId: string) {
  return {
    number,
    customerId,
    status: 'paid' as const,
    placedAt: 1,
    promisedAt: null,
    deliveredAt: null,
    carrier: null,
    trackingNumber: null,
    lastTrackingEvent: null,
    items: [],
    total: { amount: 1, currency: 'CNY' },
  };
}
