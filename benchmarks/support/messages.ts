import { looksUnfinished } from '../../src/conversation/looks-unfinished.ts';
import { seededRandom, shuffle } from './statistics.ts';

export interface CustomerMessage {
  readonly language: 'zh' | 'en';
  readonly text: string;
}

const EN: readonly string[] = [
  'where is my parcel, the tracking has not moved since monday',
  'order LL2611250413 still says processing, when does it ship?',
  'can i return shoes i wore once around the house?',
  'how long do refunds take to reach my card?',
  'the lamp came with a broken shade, what now',
  'i was charged twice for the same order',
  'do you ship to Norway and what does it cost?',
  'the code SPRING10 says invalid at checkout',
  'which size should i take if i am between M and L?',
  'my password reset mail never arrives',
  'please change the address of my order to my office',
  'is the grey backpack coming back in stock?',
  'i need an invoice with our VAT number on it',
  'what is your policy on late returns?',
  'can somebody call me back this afternoon?',
  'how do i clean the coffee grinder?',
  'i want to cancel the order i just placed',
  'do points expire at the end of the year?',
  'the courier says delivered but there is nothing at my door',
  'could i pay in three parts without interest?',
  'two items are missing from the box',
  'you sent me the blue one, i ordered black',
  'is there a warranty on the kettle and how long',
  'can you match the price i found elsewhere?',
  'how do i delete my account and everything you know about me',
  'what are your opening hours on sunday?',
  'my gift card balance is wrong',
  'can you tell me a joke about penguins please',
  'what is the capital of Mongolia?',
  'thanks, that was really helpful today!',
];

const ZH: readonly string[] = [
  '我的包裹三天没动了，到底在哪里？',
  '订单 LL2611250413 怎么还在处理中，什么时候发货',
  '穿过一次的鞋子还能退吗？',
  '退款一般几天能到我的银行卡',
  '收到的台灯灯罩碎了，怎么办呀',
  '同一个订单扣了我两次钱！',
  '可以寄到新加坡吗，运费多少？',
  '优惠券结账的时候显示不可用',
  '我一米七六十五公斤穿什么码合适？',
  '登录不上去，验证码一直收不到',
  '帮我把订单的收货地址改成公司地址',
  '灰色的双肩包什么时候补货？',
  '需要开一张公司抬头的增值税发票',
  '超过七天了还可以退货吗？',
  '能不能下午给我回个电话',
  '咖啡磨豆机应该怎么清洗？',
  '刚下的单不想要了，帮我取消一下',
  '会员积分年底会清零吗？',
  '显示已签收可是我根本没收到东西',
  '支持分期付款吗，有没有手续费？',
  '箱子里少了两件商品',
  '发错颜色了，我买的是黑色你们寄了蓝色',
  '电热水壶保修多久？',
  '别家卖得更便宜，你们能保价吗',
  '怎么注销账号，把我的个人信息都删掉',
  '周日客服几点上班？',
  '礼品卡余额好像不对',
  '帮我写一首关于月亮的诗吧',
  '明天上海会下雨吗？',
  '太好了，谢谢你的耐心解答！',
  '我的 tracking number 查不到，please check 一下',
  '想换大一号的，怎么 exchange？',
];

const OPENINGS = {
  en: ['', 'hello, ', 'hi there - ', 'sorry to bother you: ', 'quick question, ', 'me again. ', 'excuse me, ', 'so, '],
  zh: ['', '你好，', '您好，请问一下，', '亲，', '在的话回一下，', '想问一下，', '麻烦你，', '又是我，'],
} as const;

const CLOSINGS = {
  en: ['', ' thanks', ' it is a bit urgent', ' (bought last week)', ' i am on my phone', ' please advise', ' cheers', ' asap'],
  zh: ['', '，谢谢', '，有点着急', '，上周买的', '，在线等', '，麻烦尽快', '，辛苦了', '，拜托'],
} as const;

/**
 * Messages that differ from each other, half of them Chinese: the vector cache of the server must not make a benchmark quick.
 * None looks as if more were to follow, which would make its turn wait by design. The same seed gives the same order.
 */
export function customerMessages(count: number, seed: number): readonly CustomerMessage[] {
  const all = [...variants('en', EN), ...variants('zh', ZH)].filter(({ text }) => !looksUnfinished(text));
  const random = seededRandom(seed);
  const messages = shuffle(all, random);
  for (let round = 2; messages.length < count; round += 1)
    messages.push(...shuffle(all, random).map(({ language, text }) => ({ language, text: again(language, text, round) })));
  return messages.slice(0, count);
}

/** What was said before, said once more. */
function again(language: 'zh' | 'en', text: string, round: number): string {
  return language === 'en' ? `i ask for the ${round}. time: ${text}` : `第${round}次问：${text}`;
}

function variants(language: 'zh' | 'en', messages: readonly string[]): readonly CustomerMessage[] {
  return messages.flatMap((message) =>
    OPENINGS[language].flatMap((opening) =>
      CLOSINGS[language].map((closing) => ({ language, text: `${opening}${message}${closing}` })),
    ),
  );
}
