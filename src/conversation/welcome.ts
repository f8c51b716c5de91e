import type { ShopDefinition } from '../contract/content.ts';
import type { Language } from '../contract/language.ts';
import type { Reply } from './compose.ts';
import { TEXTS } from './texts.ts';

/** What customers of most shops ask, as buttons under the first words. */
const OFFERED = ['order_status', 'return_policy', 'shipping_cost'] as const;

/** The first words to a new customer, the shop's own where it has some. Ours say at once that a machine is speaking, and that a person can be had. */
export function welcomeReply(
  catalogue: {
    readonly shop: Pick<ShopDefinition, 'name' | 'opening' | 'openingReplies'>;
    readonly intents: ReadonlyMap<string, { readonly title: Readonly<Record<Language, string>> }>;
  },
  language: Language,
): Reply {
  const name = catalogue.shop.name[language];
  const buttons = (catalogue.shop.openingReplies ?? OFFERED).flatMap((id) => {
    const title = catalogue.intents.get(id)?.title[language];
    return title === undefined ? [] : [{ title, value: title }];
  });
  const human = TEXTS.humanButton[language];
  return {
    text:
      catalogue.shop.opening?.[language] ??
      (language === 'zh'
        ? `您好！我是${name}的智能助手，可以查订单、解答退换货和配送问题，也可以随时为您转接人工客服。`
        : `Hello! I’m the assistant of ${name}, a bot. I can look up orders and answer questions on delivery and returns, and bring in a person whenever you like.`),
    quickReplies: [...buttons, { title: human, value: human }],
    article: null,
  };
}
