import type { DialogueState } from '../../src/contract/dialogue.ts';
import type { Language } from '../../src/contract/language.ts';
import type { HandoffReason } from '../../src/contract/ticket.ts';
import type { Entity } from '../../src/contract/understanding.ts';

export interface DemoConversation {
  readonly id: string;
  readonly language: Language;
  readonly customerId: string | null;
  readonly reason: HandoffReason;
  readonly topic: string | null;
  readonly intents: readonly (readonly [string, number])[];
  readonly state: Partial<Omit<DialogueState, 'counts'>> & { readonly counts?: Partial<DialogueState['counts']> };
  readonly entities: readonly Entity[];
  readonly lines: readonly (readonly ['customer' | 'bot', string])[];
}

const order = (value: string): Entity => ({ kind: 'order-number', text: value, value, start: 0, end: value.length });

/** Believable conversations that ended with a person, and one that tries to be HTML. */
export const DEMO_CONVERSATIONS: readonly DemoConversation[] = [
  {
    id: 'mei',
    language: 'zh',
    customerId: 'CU1001',
    reason: 'churn-risk',
    topic: '快递延误',
    intents: [
      ['delivery_delayed', 0.81],
      ['order_status', 0.12],
      ['leave_for_competitor', 0.05],
    ],
    state: { turns: 3, misses: 0, sentiment: -0.6, counts: { negative: 3, complaint: 1, leaving: 1, late: 2 } },
    entities: [
      order('LL2611180017'),
      { kind: 'tracking-number', text: 'YT2611180017336', value: 'YT2611180017336', start: 0, end: 15 },
    ],
    lines: [
      ['customer', '在吗？我的快递又晚了，这已经是第三次了😤'],
      [
        'bot',
        '很抱歉让您久等了。订单 **LL2611180017** 由圆通承运，目前的状态：\n\n- 已离开武汉分拨中心\n- 原定 4 天前送达\n\n72 小时没有更新的包裹，我们会主动[联系承运商](/help/zh/delivery-delayed)催件。',
      ],
      ['customer', '每次都这么说，等了五天了，单号 YT2611180017336 根本没动'],
      ['bot', '您可以选择重新发货或全额退款，我也可以帮您转接人工客服。'],
      ['customer', '算了，以后去隔壁家买了，你们这样谁还敢下单'],
    ],
  },
  {
    id: 'anna',
    language: 'en',
    customerId: 'CU1003',
    reason: 'asked-for-human',
    topic: 'Change of address',
    intents: [['address_change', 0.9]],
    state: { turns: 1, sentiment: 0.3 },
    entities: [{ kind: 'phone', text: '13900139000', value: '+8613900139000', start: 0, end: 11 }],
    lines: [
      ['customer', 'Hi! I moved last week, can someone change the address on my order? My number is 13900139000'],
      ['bot', 'You can change the address yourself until the order ships: **My orders > Edit**.'],
      ['customer', 'It does not let me, I would rather talk to a person please :)'],
    ],
  },
  {
    id: 'visitor',
    language: 'en',
    customerId: null,
    reason: 'bot-stuck',
    topic: null,
    intents: [['product_advice', 0.31]],
    state: { turns: 2, misses: 2, sentiment: 0, counts: { unresolved: 2 } },
    entities: [],
    lines: [
      [
        'customer',
        '<img src=x onerror=alert(1)> does the kettle fit <b>UK</b> plugs? see https://example.com/kettle. javascript:alert(1)',
      ],
      ['bot', 'I am not sure that I understood. Did you mean one of these?'],
      [
        'customer',
        'UK plugs. The kettle. 😅 averyveryveryverylongwordwithoutanyspaceswhatsoeverthatmustbreaksomewhereorthelayoutoverflowsbadly',
      ],
    ],
  },
  {
    id: 'bo',
    language: 'zh',
    customerId: 'CU1002',
    reason: 'complaint',
    topic: '商品破损',
    intents: [['damaged_item', 0.88]],
    state: { turns: 1, sentiment: -0.5, counts: { negative: 1, complaint: 1 } },
    entities: [{ kind: 'money', text: '329元', value: '329.00 CNY', start: 0, end: 4 }],
    lines: [
      ['customer', '收到的电饭煲是坏的，外壳裂了一条缝，329元就买这个？我要投诉'],
      ['bot', '非常抱歉给您带来不好的体验。请您拍照上传破损处，我们会在 48 小时内处理。'],
      ['customer', '不想跟机器人说，叫你们主管来'],
    ],
  },
  {
    id: 'james',
    language: 'en',
    customerId: 'CU1004',
    reason: 'policy',
    topic: 'Charged twice',
    intents: [['double_charged', 0.77]],
    state: { turns: 1, sentiment: -0.2 },
    entities: [],
    lines: [
      ['customer', 'I think you charged my card twice for the same thing'],
      ['bot', 'A person has to look at this. I will connect you.'],
    ],
  },
];
