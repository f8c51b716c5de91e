import type { LocalisedText } from '../../contract/language.ts';
import type { ProductArt } from './demo-art.ts';

/** The words of the shop page, in both languages; facts are those of docs/demo-shop.md. */
export const WORDS: Readonly<Record<string, LocalisedText>> = {
  skip: { en: 'Skip to the goods', zh: '跳到商品' },
  notice: {
    en: 'A made-up shop that shows what Kefu does. Nothing here is for sale.',
    zh: '这是用来演示 Kefu 的虚构商店，并不销售任何商品。',
  },
  shop: { en: 'Lantern Lane', zh: '灯笼巷' },
  menu: { en: 'Shop', zh: '商店' },
  goods: { en: 'Goods', zh: '商品' },
  stores: { en: 'Stores', zh: '门店' },
  help: { en: 'Help', zh: '帮助中心' },
  shoppingAs: { en: 'Shopping as', zh: '当前顾客' },
  guest: { en: 'Guest', zh: '游客' },
  eyebrow: { en: 'Clothes, home, small pleasures', zh: '衣物 · 家居 · 小确幸' },
  bannerTitle: { en: 'Good things for the way home', zh: '巷口有灯，归家有好物' },
  bannerLead: {
    en: 'Cotton, linen, tea at the right heat. From our own factories, and on their way the same day when you pay before 16:00.',
    zh: '棉与麻，一壶刚好的水。自有工厂出品，16:00 前付款当天发货。',
  },
  promiseShipping: { en: 'Free standard delivery from ¥99', zh: '满 ¥99 免运费' },
  promiseReturns: { en: '15 days to return', zh: '15 天无理由退货' },
  promisePeople: { en: 'People on chat 9:00–22:00', zh: '人工客服 9:00–22:00' },
  askTitle: { en: 'Try asking', zh: '试试这样问' },
  askHint: { en: 'Press one, or write in your own words, in English or Chinese.', zh: '点一下，或用自己的话说，中文英文都行。' },
  goodsTitle: { en: 'From the lane', zh: '巷里好物' },
  askProduct: { en: 'Ask', zh: '咨询' },
  askAbout: { en: 'Ask about {name}', zh: '咨询{name}' },
  clubTitle: { en: 'Lantern Club', zh: '灯笼会员' },
  clubText: {
    en: '¥88 a year: standard shipping and returns always free, double points, 5 % off on the 8th, 18th and 28th.',
    zh: '¥88 一年：标准配送免运费、退货免费、双倍积分，每月 8、18、28 日会员日 95 折。',
  },
  clubButton: { en: 'Ask about the club', zh: '咨询会员权益' },
  askClub: { en: 'What do I get with the Lantern Club membership?', zh: '灯笼会员有什么权益？' },
  storesTitle: { en: 'Come by', zh: '来店坐坐' },
  storesOpen: { en: '10:00–21:30 daily', zh: '每天 10:00–21:30' },
  footContact: { en: 'Phone 400-820-0618, 9:00–18:00 · WeChat “灯笼巷”', zh: '电话 400-820-0618（9:00–18:00）· 微信“灯笼巷”' },
  console: { en: 'For agents: the console', zh: '客服工作台' },
  footNote: {
    en: 'Lantern Lane is invented: no company, address or number on this page is real. It is the demo of Kefu.',
    zh: '灯笼巷纯属虚构：页面上的公司、地址和号码均不真实，仅用于演示 Kefu。',
  },
};

export const QUESTIONS: readonly LocalisedText[] = [
  { en: 'Where is my order LL2611180017?', zh: '我的订单 LL2611180017 到哪了？' },
  { en: 'Do you ship to Hong Kong, and what does it cost?', zh: '能寄到香港吗？运费多少？' },
  { en: 'The jacket is too small, can I swap it for a bigger one?', zh: '羽绒服买小了，可以换大一码吗？' },
  { en: 'I was charged twice for one order', zh: '同一个订单扣了我两次钱' },
  {
    en: 'That is the third parcel that came late. I am done with you, I will buy from another shop.',
    zh: '这都第三次晚到了，我受够了，以后去别家买。',
  },
  { en: 'Talk to a person', zh: '转人工' },
];

export interface Product {
  readonly art: ProductArt;
  /** Yuan. */
  readonly price: number;
  readonly name: LocalisedText;
  readonly facts: LocalisedText;
  /** What the button asks. */
  readonly ask: LocalisedText;
}

export const PRODUCTS: readonly Product[] = [
  {
    art: 'shirt',
    price: 79,
    name: { en: 'Cloud cotton T-shirt', zh: '云感棉T恤' },
    facts: { en: '100 % combed cotton, 200 g/m², 8 colours', zh: '100% 精梳棉，200 克，8 色' },
    ask: { en: 'Which size of the Cloud cotton T-shirt should I take?', zh: '云感棉T恤怎么选尺码？' },
  },
  {
    art: 'jacket',
    price: 499,
    name: { en: 'Drift down jacket', zh: '轻羽羽绒服' },
    facts: { en: '90 % white duck down, 650 fill, 420 g', zh: '90% 白鸭绒，650 蓬，仅 420 克' },
    ask: { en: 'How do I wash the Drift down jacket?', zh: '轻羽羽绒服怎么洗？' },
  },
  {
    art: 'shoe',
    price: 269,
    name: { en: 'Stroll trainers', zh: '漫步运动鞋' },
    facts: { en: 'Knitted upper, EVA sole, EU 35–46', zh: '针织鞋面，EVA 底，35–46 码' },
    ask: { en: 'Do the Stroll trainers run small?', zh: '漫步运动鞋偏小吗？' },
  },
  {
    art: 'buds',
    price: 329,
    name: { en: 'Breeze earbuds', zh: '微风耳机' },
    facts: { en: 'Noise cancelling, 7 h + 21 h, IPX5', zh: '主动降噪，7+21 小时续航，IPX5' },
    ask: { en: 'My Breeze earbuds do not connect, how do I reset them?', zh: '微风耳机连不上，怎么重置？' },
  },
  {
    art: 'kettle',
    price: 159,
    name: { en: 'Dawn kettle', zh: '晨光电热水壶' },
    facts: { en: '1.5 l, 304 steel, keeps 40–90 °C', zh: '1.5 升，304 不锈钢，40–90 ℃ 保温' },
    ask: { en: 'How do I descale the Dawn kettle?', zh: '晨光电热水壶怎么除水垢？' },
  },
  {
    art: 'cooker',
    price: 289,
    name: { en: 'Nest rice cooker', zh: '小窝电饭煲' },
    facts: { en: '3 l for 2–5 people, 24 h timer', zh: '3 升，2–5 人，24 小时预约' },
    ask: { en: 'How long is the warranty of the Nest rice cooker?', zh: '小窝电饭煲保修多久？' },
  },
  {
    art: 'serum',
    price: 129,
    name: { en: 'Dew serum', zh: '露水精华' },
    facts: { en: 'Hyaluronic acid, niacinamide 5 %, 30 ml', zh: '玻尿酸，5% 烟酰胺，30 毫升' },
    ask: { en: 'Can I return an opened Dew serum?', zh: '露水精华开封了还能退吗？' },
  },
  {
    art: 'linen',
    price: 799,
    name: { en: 'Riverside linen bedding', zh: '溪畔亚麻四件套' },
    facts: { en: '100 % French linen, 1.5 m and 1.8 m', zh: '100% 法国亚麻，1.5 米 / 1.8 米床' },
    ask: { en: 'How do I wash the linen bedding?', zh: '亚麻四件套怎么洗？' },
  },
];

export interface Store {
  readonly city: LocalisedText;
  readonly street: LocalisedText;
}

export const STORES: readonly Store[] = [
  { city: { en: 'Shanghai', zh: '上海' }, street: { en: '188 Anfu Road', zh: '安福路188号' } },
  { city: { en: 'Hangzhou', zh: '杭州' }, street: { en: '66 Nanshan Road', zh: '南山路66号' } },
  { city: { en: 'Chengdu', zh: '成都' }, street: { en: '21 Kuanzhai Lane', zh: '宽窄巷子21号' } },
];
