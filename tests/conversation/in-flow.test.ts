import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/contract/decision.ts';
import type { Awaiting, DialogueState } from '../../src/contract/dialogue.ts';
import { advance } from '../../src/conversation/advance.ts';
import { decide, type Policy } from '../../src/conversation/decide.ts';
import { createAnalyser } from '../../src/understanding/create-analyser.ts';
import { loadIntents } from '../../src/understanding/load-intents.ts';
import { facts, passage, POLICY, state } from './facts.ts';

/** The demo shop's own flows and its own analyser; the classifier's word is given. */
const { intents, shop } = loadIntents(resolve(import.meta.dirname, '../../intents'));
const policy: Policy = { ...POLICY, intents };
const analyse = createAnalyser(shop, () => Date.parse('2026-11-27T04:00:00Z'));

function decideOn(
  before: Partial<DialogueState>,
  text: string,
  sure: string | null = null,
  article: string | null = null,
): Decision {
  return decide(
    facts({
      state: state(before),
      analysis: analyse(text),
      intents: sure === null ? [] : [[sure, 0.9]],
      passages: article === null ? [] : [passage(article, 0.2)],
    }),
    policy,
  );
}

const order = { orderNumber: 'LL2611200042', contact: '+8613800138000' };
const flow = (intentId: string, slots: Readonly<Record<string, string>> = {}) => ({ intentId, slots, startedAtSequence: 3 });
const confirm = (intentId: string, slots: Readonly<Record<string, string>> = {}, tries = 0): Awaiting => ({
  kind: 'confirmation',
  flow: flow(intentId, { ...order, ...slots }),
  tries,
});
const ask = (intentId: string, slot: string, slots: Readonly<Record<string, string>> = {}, tries = 0): Awaiting => ({
  kind: 'slot',
  flow: flow(intentId, slots),
  slot,
  tries,
});

const cancelling = confirm('order_cancel');
const returning = confirm('return_start', { reason: 'does-not-fit' });
const calling = confirm('callback_request', { phone: '+8613800138000', topic: 'my refund' });
const moving = confirm('order_change_address', { address: '66 Nanjing Road' });
const invoicing = confirm('invoice_request', { title: 'Bo', email: 'bo@example.com' });

describe('at a confirmation', () => {
  it.each<[string, Awaiting, string | null]>([
    ['不要取消', cancelling, 'order_cancel'],
    ['还是不取消了', cancelling, 'order_cancel'],
    ['不取消了', cancelling, null],
    ['别取消', cancelling, 'order_change_items'],
    ['actually no wait, dont cancel', cancelling, 'order_cancel'],
    ["please don't cancel it", cancelling, 'order_cancel'],
    ['no', cancelling, 'deny'],
    ['不要了', returning, null],
    ['算了', returning, 'deny'],
    ['不退了', returning, 'return_start'],
    ['先等等', cancelling, null],
    ['hold on', cancelling, null],
    ['我再想想', cancelling, null],
    ['hmm not sure', cancelling, null],
    ['no sorry I changed my mind', invoicing, 'deny'],
    ["wait don't return them", returning, 'return_start'],
  ])('%s ends the flow', (text, awaiting, sure) => {
    expect(decideOn({ awaiting }, text, sure)).toMatchObject({ kind: 'flow-cancelled' });
  });

  it.each<[string, Awaiting, string | null]>([
    ['yes', cancelling, 'affirm'],
    ['是的', cancelling, null],
    ['yes, cancel it', cancelling, 'order_cancel'],
    ['嗯，取消吧', cancelling, 'order_cancel'],
    ['好', cancelling, null],
    ['ok', cancelling, null],
    ['对 没错', confirm('order_cancel', {}, 1), null],
    ['yes, yes please', cancelling, null],
    ['确认取消', cancelling, 'order_cancel'],
    ['yes, LL2611200042', cancelling, null],
  ])('%s acts', (text, awaiting, sure) => {
    expect(decideOn({ awaiting }, text, sure)).toMatchObject({ kind: 'act' });
  });

  it.each<[string, Awaiting, string | null]>([
    ['好', confirm('order_cancel', {}, 1), null],
    ['ok', confirm('order_cancel', {}, 1), 'affirm'],
    ['the name should be Bo', confirm('invoice_request', { title: 'Bo', email: 'bo@example.com' }), null],
    ['取消', cancelling, 'order_cancel'],
    ['cancel', cancelling, 'order_cancel'],
    ['no wait just return them', returning, 'return_start'],
    ['bo@example.com', invoicing, 'account_update'],
  ])('%s is not clear enough after a digression, or where it may mean both', (text, awaiting, sure) => {
    expect(decideOn({ awaiting }, text, sure)).toMatchObject({ kind: 'confirm', again: true });
  });

  it.each<[string, Awaiting, string | null, Readonly<Record<string, string>>]>([
    ['no its 68 not 66', moving, 'deny', { address: '68 Nanjing Road' }],
    ['Room 5, 12 High Street, Anna 13700137000', moving, null, { address: 'Room 5, 12 High Street, Anna 13700137000', ...order }],
    ['不是66是68', moving, 'deny', { address: '68 Nanjing Road' }],
    ['不对，寄到上海市静安区南京西路1268号', moving, 'order_change_address', { address: '上海市静安区南京西路1268号' }],
    [
      'wait make it 1204',
      confirm('order_change_address', { address: '77 Huaihai Road, Shanghai, flat 1203' }),
      null,
      { address: '77 Huaihai Road, Shanghai, flat 1204' },
    ],
    [
      'actually make it 5b',
      confirm('order_change_address', { address: '77 Huaihai Road, flat 5a' }),
      null,
      { address: '77 Huaihai Road, flat 5b' },
    ],
    ['no, 13900139000', calling, 'deny', { phone: '+8613900139000' }],
    ['关于换货的', calling, 'exchange_item', { topic: '换货的' }],
    ['tomorrow at 10', calling, null, { time: 'tomorrow at 10' }],
    ['今天晚上8点打给我', calling, 'callback_request', { time: '今天晚上8点' }],
    ['抬头改成北京某某公司', invoicing, 'invoice_request', { title: '北京某某公司' }],
    ['抬头写错了，应该是李四', invoicing, 'invoice_request', { title: '李四' }],
    ['actually make it Bar Ltd', invoicing, null, { title: 'Bar Ltd' }],
    ['at 11 instead', calling, null, { time: 'at 11' }],
    ['no tomorrow at 10 is better', calling, 'deny', { time: 'tomorrow at 10' }],
    ['等下 改成公司 北京小薄科技有限公司', invoicing, 'order_change_address', { title: '公司 北京小薄科技有限公司' }],
    ['不对 抬头错了 是上海灯火商贸有限公司', invoicing, null, { title: '上海灯火商贸有限公司' }],
    ['不是 我选错了 是不想要了', returning, 'order_cancel', { reason: 'changed-mind' }],
    ['no sorry Bright Moon Ltd', invoicing, 'deny', { title: 'Bright Moon Ltd' }],
    ['actually can you make it to Bright Moon Ltd, tax no 9131', invoicing, null, { title: 'Bright Moon Ltd, tax no 9131' }],
    ['no sorry i meant 10 Anfu Road, Shanghai', moving, 'deny', { address: '10 Anfu Road, Shanghai' }],
    ['no, mei@example.com', invoicing, null, { email: 'mei@example.com', contact: '+8613800138000' }],
    ['no, it is broken', returning, 'item_damaged', { reason: 'faulty' }],
    ['不对，是LL2611060108', cancelling, null, { orderNumber: 'LL2611060108' }],
  ])('%s is corrected and confirmed anew', (text, awaiting, sure, slots) => {
    expect(decideOn({ awaiting }, text, sure)).toMatchObject({ kind: 'confirm', flow: { slots } });
  });

  it.each<[string, Awaiting, string | null, string]>([
    ['等等这是耳机 没有尺码 我选错了', returning, 'order_change_items', 'reason'],
    ['wrong reason', returning, null, 'reason'],
    // No piece of the address is like it, or two are: what was too short to be one is asked for.
    ['wait make it 1204', confirm('order_change_address', { address: '77 Huaihai Road, Shanghai' }), null, 'address'],
    ['wait make it 12', confirm('order_change_address', { address: '77 Huaihai Road, flat 13' }), null, 'address'],
    ['地址写错了', moving, 'order_change_address', 'address'],
    ['the number is wrong', calling, null, 'phone'],
    ['不对，电话错了', returning, null, 'contact'],
    ['邮箱写错了', invoicing, null, 'email'],
    ['订单号错了', cancelling, null, 'orderNumber'],
  ])('%s asks again for what is wrong', (text, awaiting, sure, slot) => {
    expect(decideOn({ awaiting }, text, sure)).toMatchObject({ kind: 'ask-slot', awaiting: { slot } });
  });

  it.each<[string, string | null]>([
    ['how long till i get the money', 'refund_status'],
    ['多久退款', 'refund_status'],
    ['is it cold today?', null],
    ['🙂', null],
  ])('%s is a digression, after which it is asked again', (text, sure) => {
    const before = state({ awaiting: returning });
    const decision = decideOn(before, text, sure);
    expect(decision.kind).not.toBe('act');
    expect(advance(before, decision, { isAtRisk: false, outcome: { kind: 'nothing' }, shown: null }).awaiting).toMatchObject({
      kind: 'confirmation',
      tries: 1,
    });
  });

  it.each<[string, string]>([
    ['不对，我想换货', 'exchange_item'],
    ['actually i want to exchange it', 'exchange_item'],
    ['i changed my mind, i want an exchange instead', 'exchange_item'],
  ])('%s leaves the flow for good', (text, sure) => {
    const before = state({ awaiting: returning });
    const decision = decideOn(before, text, sure);
    expect(decision).toMatchObject({ kind: 'answer-intent', intentId: sure, leaves: true });
    const { awaiting } = advance(before, decision, { isAtRisk: false, outcome: { kind: 'nothing' }, shown: null });
    expect(awaiting).not.toHaveProperty('flow');
  });

  it('a state of an older version is understood', () => {
    const older: Awaiting = { kind: 'confirmation', flow: flow('order_cancel', order) };
    expect(decideOn({ awaiting: older }, '好')).toMatchObject({ kind: 'act' });
  });
});

describe('a slot', () => {
  const number = ask('order_status', 'orderNumber');

  it.each<[string, Awaiting, Partial<Decision>]>([
    ['LL2611180017 手机13800138000', number, { kind: 'show-order', orderNumber: 'LL2611180017', contact: '+8613800138000' }],
    ['LL2610120056 mei@example.com', number, { kind: 'show-order', contact: 'mei@example.com' }],
    ['it is LL2611220031, my phone is 13900139000', number, { kind: 'show-order', contact: '+8613900139000' }],
    [
      'LL2611220031, 13900139000',
      ask('invoice_request', 'orderNumber'),
      { kind: 'ask-slot', awaiting: ask('invoice_request', 'title', { orderNumber: 'LL2611220031', contact: '+8613900139000' }) },
    ] as [string, Awaiting, Partial<Decision>],
  ])('and others are filled from one message: %s', (text, awaiting, expected) => {
    expect(decideOn({ awaiting }, text)).toMatchObject(expected);
  });

  it.each(['same phone', '同一个手机号', 'LL2611180017 the same phone'])(
    'takes %s from what was named, even in doubt',
    (text) => {
      const named = [{ kind: 'phone', value: '+8613800138000', turn: 1, isDoubtful: true }] as const;
      const awaiting = text.startsWith('LL') ? number : ask('order_status', 'contact', { orderNumber: 'LL2611180017' });
      const decision = decideOn({ awaiting, named }, text);
      expect(decision).toMatchObject({ kind: 'show-order', orderNumber: 'LL2611180017', contact: '+8613800138000' });
    },
  );

  it.each([
    '我没有订单号',
    '手机号查行吗',
    '订单号忘了',
    'i dont have the number',
    '3 weeks ago',
    'dress',
    'where do i find the number',
  ])('that is not at hand is helped with: %s', (text) => {
    expect(decideOn({ awaiting: number }, text)).toMatchObject({ kind: 'ask-slot', problem: { kind: 'not-at-hand' } });
  });

  it('keeps a contact that came instead of the order number', () => {
    expect(decideOn({ awaiting: number }, '邮箱好像是bo@example.com')).toMatchObject({
      kind: 'ask-slot',
      awaiting: { slot: 'orderNumber', flow: { slots: { contact: 'bo@example.com' } } },
      problem: { kind: 'not-at-hand' },
    });
  });

  it.each([
    ['LL26112200', 0],
    ['订单号LL26112200', 0],
    ['LL26112200311', 1],
    ['2611220031', 2],
    ['LL 2611220031', 2],
  ])('says what is wrong with %s', (text, index) => {
    expect(decideOn({ awaiting: number }, text)).toMatchObject({ kind: 'ask-slot', problem: { kind: 'mistake', index } });
  });

  it.each(["what's the deadline to ask for one", 'how long does it take', '最晚什么时候能开', 'can i change the title later?'])(
    'of free text takes no question: %s',
    (text) => {
      const awaiting = ask('invoice_request', 'title', order);
      expect(decideOn({ awaiting }, text, null, 'invoices')).toMatchObject({
        kind: 'answer-intent',
        intentId: 'invoice_request',
      });
    },
  );

  it.each(['13900139000', 'bo@example.com', '确认', '好的'])('of free text is not filled by %s', (text) => {
    expect(decideOn({ awaiting: ask('invoice_request', 'title', { ...order, email: 'x@example.com' }) }, text)).toMatchObject({
      kind: 'ask-slot',
      awaiting: { slot: 'title' },
    });
  });

  it.each([
    ['about a broken kettle', 'a broken kettle'],
    ['关于退款', '退款'],
    ['aboutness', 'aboutness'],
  ])('of free text leaves out its name: %s', (text, topic) => {
    const awaiting = ask('callback_request', 'topic', { phone: '+8613800138000' });
    expect(decideOn({ awaiting }, text)).toMatchObject({ kind: 'confirm', flow: { slots: { topic } } });
  });

  it('that is surely meant does not call a person', () => {
    const titled = decideOn({ awaiting: ask('invoice_request', 'title', order) }, '个人', 'human_agent');
    expect(titled).toMatchObject({ kind: 'ask-slot', awaiting: { slot: 'email', flow: { slots: { title: '个人' } } } });
    const returned = decideOn({ awaiting: ask('return_start', 'reason', order) }, '质量太差了', 'complaint');
    expect(returned).toMatchObject({ kind: 'confirm', flow: { slots: { reason: 'faulty' } } });
    const asked = decideOn({ awaiting: ask('return_start', 'reason', order) }, '坏了，转人工', 'human_agent');
    expect(asked).toMatchObject({ kind: 'handoff', reason: 'asked-for-human' });
  });

  it('may take a question where its definition says so', () => {
    const awaiting = ask('callback_request', 'topic', { phone: '+8613800138000' });
    expect(decideOn({ awaiting }, '我的退款什么时候到？', 'refund_status')).toMatchObject({
      kind: 'confirm',
      flow: { slots: { topic: '我的退款什么时候到？' } },
    });
  });

  it.each(['今天晚上8点打给我', 'tomorrow at 10', 'please call me at 5pm'])(
    'of free text is not filled by a time alone: %s',
    (text) => {
      const awaiting = ask('callback_request', 'topic', { phone: '+8613800138000' });
      expect(decideOn({ awaiting }, text, 'callback_request')).toMatchObject({ kind: 'ask-slot', awaiting: { slot: 'topic' } });
    },
  );

  it.each([
    ['改到上海市静安区南京西路1266号', '上海市静安区南京西路1266号'],
    ['新地址是：杭州市南山路66号 李四', '杭州市南山路66号 李四'],
    ['收货地址：杭州市南山路66号', '杭州市南山路66号'],
    ['send it to 12 High Street, London', '12 High Street, London'],
    ['Toronto, 12 King Street', 'Toronto, 12 King Street'],
  ])('of an address leaves out what leads up to it: %s', (text, address) => {
    const awaiting = ask('order_change_address', 'address', order);
    expect(decideOn({ awaiting }, text)).toMatchObject({ kind: 'confirm', flow: { slots: { address } } });
  });

  it.each([
    ['they hurt my ears', 'does-not-fit'],
    ['戴着疼', 'does-not-fit'],
    ['不合适', 'does-not-fit'],
    ['i dont want it any more', 'changed-mind'],
    ['不想要了', 'changed-mind'],
    ['没声音', 'faulty'],
    ['颜色不对', 'not-as-described'],
  ])('knows a reason by its words: %s', (text, reason) => {
    expect(decideOn({ awaiting: ask('return_start', 'reason', order) }, text)).toMatchObject({ flow: { slots: { reason } } });
  });

  it('given before can be corrected while the next is asked', () => {
    const awaiting = ask('invoice_request', 'email', { ...order, title: 'Bo' });
    expect(decideOn({ awaiting }, '抬头改成北京某某公司')).toMatchObject({
      kind: 'ask-slot',
      awaiting: { slot: 'email', flow: { slots: { title: '北京某某公司' } } },
    });
  });

  it.each([
    ['不对，我想换货', 'exchange_item', { kind: 'answer-intent', leaves: true }],
    ['i want to cancel my order', 'order_cancel', { kind: 'confirm', flow: { intentId: 'order_cancel' } }],
  ])('meets another wish: %s', (text, sure, expected) => {
    const named = [
      { kind: 'order-number', value: 'LL2611200042', turn: 1 },
      { kind: 'phone', value: '+8613800138000', turn: 1 },
    ] as const;
    expect(decideOn({ awaiting: ask('return_start', 'reason', order), named }, text, sure)).toMatchObject(expected);
  });

  it.each(['pick up please', 'the parcel was late'])('waits while something else is said: %s', (text) => {
    const decision = decideOn({ awaiting: ask('return_start', 'reason', order) }, text, 'delivery_reschedule');
    expect(decision).toMatchObject({ kind: 'answer-intent', intentId: 'delivery_reschedule' });
    expect(decision).not.toHaveProperty('leaves');
  });
});

describe('a message that names an order', () => {
  it.each<[string, string | null, Partial<Decision>]>([
    [
      'LL2611060108 mei@example.com',
      'contact_info',
      { kind: 'show-order', orderNumber: 'LL2611060108', contact: 'mei@example.com' },
    ],
    ['帮我查下单号LL2611220031，电话是13900139000', 'tracking_number', { kind: 'show-order', contact: '+8613900139000' }],
    ['my parcel LL2611180017 still hasnt arrived, phone 13800138000', 'delivery_delayed', { kind: 'show-order' }],
    [
      'where is LL2611180017',
      null,
      {
        kind: 'ask-slot',
        awaiting: {
          ...ask('order_status', 'contact'),
          flow: { ...flow('order_status', { orderNumber: 'LL2611180017' }), startedAtSequence: 7 },
        } as never,
      },
    ],
    ['那再帮我查另一个 LL2611060108', null, { kind: 'ask-slot' }],
    ['单号LL2611180017', 'tracking_number', { kind: 'ask-slot' }],
    ['cancel LL2611240042 anna@example.com', 'order_cancel', { kind: 'confirm' }],
    ['LL2611240042 is broken', 'item_damaged', { kind: 'answer-intent', intentId: 'item_damaged' }],
    ['LL26112400', null, { kind: 'ask-slot', problem: { kind: 'mistake', index: 0 } }],
    ['mei@example.com', 'contact_info', { kind: 'ask-slot' }],
  ])('%s is decided by what it names', (text, sure, expected) => {
    expect(decideOn({}, text, sure)).toMatchObject(expected);
  });

  it('but mistypes it, does not mean the one named before', () => {
    const named = [{ kind: 'order-number', value: 'LL2611060108', turn: 1 }] as const;
    expect(decideOn({ named }, 'LL26112400')).toMatchObject({ kind: 'ask-slot', problem: { kind: 'mistake' } });
  });
});

describe('an opening question', () => {
  it.each([
    ['请问可以开发票不', 'invoice_request'],
    ['抬头写错了怎么办', 'invoice_request'],
    ['how do i return something', 'return_start'],
    ['能不能早点打', 'callback_request'],
  ])('%s is explained, and the flow offered', (text, sure) => {
    const decision = decideOn({}, text, sure);
    expect(decision).toEqual({ kind: 'explain-flow', intentId: sure });
    const { awaiting } = advance(state(), decision, { isAtRisk: false, outcome: { kind: 'nothing' }, shown: null });
    expect(decideOn({ awaiting }, '好的')).toMatchObject({ kind: 'ask-slot', awaiting: { flow: { intentId: sure } } });
    expect(decideOn({ awaiting }, 'no thanks')).toEqual({ kind: 'acknowledge', tone: 'no' });
  });

  it.each(['可以帮我改吗', '那帮我弄一下', 'can you do it for me?'])('is followed by the flow on %s', (text) => {
    const awaiting: Awaiting = { kind: 'choice', intentIds: ['order_change_address'] };
    expect(decideOn({ awaiting }, text)).toMatchObject({
      kind: 'ask-slot',
      awaiting: { flow: { intentId: 'order_change_address' } },
    });
  });

  it('is followed by the flow when the customer gives what it would ask for', () => {
    const awaiting: Awaiting = { kind: 'choice', intentIds: ['return_start'] };
    expect(decideOn({ awaiting }, 'LL2611220031 bo@example.com')).toMatchObject({
      kind: 'ask-slot',
      awaiting: { flow: { intentId: 'return_start' }, slot: 'reason' },
    });
  });

  it.each([
    ['could you cancel my order?', 'order_cancel'],
    ['能帮我开发票吗', 'invoice_request'],
    ['can i return order LL2611200042?', 'return_start'],
    ['我要退货', 'return_start'],
    ['Where is my order?', 'order_status'],
  ])('%s begins the flow', (text, sure) => {
    expect(decideOn({}, text, sure)).toMatchObject({ kind: 'ask-slot', awaiting: { flow: { intentId: sure } } });
  });

  it.each(['还是不取消了', 'i do not want to cancel'])('%s begins nothing', (text) => {
    expect(decideOn({}, text, 'order_cancel')).toEqual({ kind: 'acknowledge', tone: 'no' });
  });
});

describe('a long message', () => {
  it.each(['我还是', '嗯嗯哦哦', 'yes please ', '对对的', 'ok no ', '不是 ', '地址是', 'where ', '改成改为', '3点到'])(
    'of %s is read in no time',
    (part) => {
      const text = part.repeat(600);
      const started = performance.now();
      for (const awaiting of [
        cancelling,
        moving,
        calling,
        invoicing,
        ask('order_status', 'orderNumber'),
        ask('callback_request', 'topic'),
      ])
        decideOn({ awaiting }, text);
      expect(performance.now() - started).toBeLessThan(1_000);
    },
  );
});

describe('“did you mean”', () => {
  const choosing: Awaiting = { kind: 'choice', intentIds: ['shipping_cost', 'shipping_time'] };

  it.each(['ok', '好的', 'yes'])('does not take %s for the first', (text) => {
    expect(decideOn({ awaiting: choosing }, text, 'affirm')).toEqual({
      kind: 'clarify',
      intentIds: choosing.intentIds,
      again: true,
    });
  });
});

describe('the offer of a person', () => {
  it.each(['is that ok', '好的 明白了', 'ok thanks'])('is not accepted by %s', (text) => {
    expect(decideOn({ awaiting: { kind: 'human-offer' } }, text, 'affirm')).not.toMatchObject({ kind: 'handoff' });
  });

  it.each(['ok', '好的', 'yes please', '可以'])('is accepted by %s', (text) => {
    expect(decideOn({ awaiting: { kind: 'human-offer' } }, text)).toEqual({ kind: 'handoff', reason: 'bot-stuck' });
  });
});

describe('who the invoice is for', () => {
  const asked = ask('invoice_request', 'title', order);

  it.each(['company', 'for my company', '公司', '开公司抬头'])('is asked for once more upon “%s”', (text) => {
    expect(decideOn({ awaiting: asked }, text)).toMatchObject({
      kind: 'ask-slot',
      problem: { kind: 'mistake' },
      awaiting: { slot: 'title' },
    });
  });

  it('is asked for when a person becomes a company', () => {
    const awaiting = ask('invoice_request', 'email', { ...order, title: 'personal' });

    expect(decideOn({ awaiting }, 'no make it company')).toMatchObject({
      kind: 'ask-slot',
      awaiting: { slot: 'title', flow: { slots: order } },
    });
  });

  it.each([
    ['Bright Sun Ltd, no sorry Bright Moon Ltd', 'Bright Moon Ltd'],
    ['李四，写错了，是李思', '李思'],
    ['Company of Friends Ltd', 'Company of Friends Ltd'],
    ['个人', '个人'],
  ])('is told by “%s”', (text, title) => {
    expect(decideOn({ awaiting: asked }, text)).toMatchObject({
      kind: 'ask-slot',
      awaiting: { slot: 'email', flow: { slots: { title } } },
    });
  });
});
