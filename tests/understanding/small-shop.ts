import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const SHOP = `name: { en: Test Shop, zh: 测试店 }
currency: CNY
timeZone: Asia/Shanghai
agentHours: { mon: ["09:00-22:00"] }
orderNumber: 'LL\\d{10}'
trackingNumbers: ['SF\\d{13}']
`;

export function intent(
  id: string,
  examples: { readonly en: readonly string[]; readonly zh: readonly string[] },
  more = '',
): string {
  return `id: ${id}
group: orders
title: { en: ${id} title, zh: ${id} 标题 }
${more}examples:
  en:
${examples.en.map((text) => `    - ${text}`).join('\n')}
  zh:
${examples.zh.map((text) => `    - ${text}`).join('\n')}
`;
}

const CONTENT = {
  refund: intent('refund', {
    en: ['where is my refund', 'refund not here yet', 'i want my money back', 'when do i get the refund', 'no refund so far'],
    zh: ['退款到哪了', '退款怎么还没到', '什么时候退钱', '我的退款呢', '钱还没退给我'],
  }),
  shipping: intent('shipping', {
    en: ['when will you ship', 'how long is shipping', 'ship it today please', 'is shipping slow', 'what does shipping take'],
    zh: ['什么时候发货', '发货要多久', '今天能发货吗', '快递几天到', '多久能发出'],
  }),
  coupon: intent('coupon', {
    en: ['my coupon fails', 'coupon code invalid', 'cannot use the coupon', 'the coupon does nothing', 'coupon rejected'],
    zh: ['优惠券用不了', '优惠券无效', '券不能用', '为什么优惠券失败', '这张券用不上'],
  }),
};
const OUT_OF_SCOPE = `id: out_of_scope
examples:
  en: [what is the capital of france, tell me a joke, who won the match, write a poem, how tall is everest]
  zh: [法国首都是哪里, 讲个笑话, 谁赢了比赛, 写一首诗, 珠峰有多高]
`;

/** A folder of three intents, changed or extended by `files` (a null leaves one out). */
export function smallShop(files: Readonly<Record<string, string | null>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-intents-'));
  const all: Record<string, string | null> = {
    'shop.yaml': SHOP,
    'out_of_scope.yaml': OUT_OF_SCOPE,
    ...Object.fromEntries(Object.entries(CONTENT).map(([id, text]) => [`${id}.yaml`, text])),
    ...files,
  };
  for (const [name, text] of Object.entries(all)) if (text !== null) writeFileSync(join(folder, name), text);
  return folder;
}
