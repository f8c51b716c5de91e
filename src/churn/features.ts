import type { CustomerPattern } from '../contract/churn.ts';
import type { LocalisedText } from '../contract/language.ts';
import type { ChurnFacts } from './churn-scorer.ts';

const DAY_MS = 86_400_000;

/** What the shop's record alone tells. */
export type HistoryFacts = Pick<ChurnFacts, 'customer' | 'now'>;

/** A fact about the customer that the model may use, in its own unit, and how it is said. */
export interface Feature<Facts = ChurnFacts> {
  readonly name: string;
  /** Null when the shop does not know it: an indicator of its own, never a guess. */
  read(facts: Facts): number | null;
  /** The columns the value becomes. Hinges where the effect is not a line (tenure cliff, repeated contact). */
  readonly columns: readonly Column[];
  /** The reason in words; `value` is never null here. */
  say(value: number, isRaising: boolean): LocalisedText;
  readonly unknown: LocalisedText;
  /** The sign that sense expects of the whole curve: 1 raises churn, -1 lowers it. Checked, not forced. */
  readonly expected: 1 | -1;
}

export interface Column {
  readonly name: string;
  encode(value: number): number;
}

const identity: Column = { name: '', encode: (value) => value };
const log1p: Column = { name: 'log', encode: (value) => Math.log1p(Math.max(0, value)) };
const hinge = (from: number): Column => ({ name: `over ${from}`, encode: (value) => Math.max(0, value - from) });
const below = (limit: number): Column => ({ name: `under ${limit}`, encode: (value) => (value < limit ? 1 : 0) });
const atLeast = (limit: number): Column => ({ name: `from ${limit}`, encode: (value) => (value >= limit ? 1 : 0) });

const times = (value: number, en: string, zh: string): LocalisedText => ({
  en: `${en} ${value === 1 ? 'once' : value === 2 ? 'twice' : `${value} times`}`,
  zh: `${zh}${value}次`,
});

const UNKNOWN = (en: string, zh: string): LocalisedText => ({ en: `${en} not known`, zh: `${zh}未知` });

/** What the conversation itself tells; known of everybody. */
export const CONVERSATION_FEATURES: readonly Feature[] = [
  count('leaving', 1, { en: 'no clear word of leaving', zh: '没有明确提到要离开' }, (value) =>
    times(value, 'spoke of leaving', '提到要离开'),
  ),
  count('complaint', 1, { en: 'no clear complaint in this chat', zh: '本次对话没有明确投诉' }, (value) =>
    times(value, 'complained in this chat', '本次对话投诉'),
  ),
  count('late', 1, { en: 'no clear question about a late parcel', zh: '没有明确催问包裹' }, (value) =>
    times(value, 'asked about a late or lost parcel', '催问迟到或丢失包裹'),
  ),
  count('refund', 1, { en: 'did not ask for money back', zh: '没有询问退款' }, (value) =>
    times(value, 'asked for money back', '询问退款'),
  ),
  count('price', 1, { en: 'did not find it too expensive', zh: '没有嫌价格高' }, (value) =>
    times(value, 'found it too expensive', '嫌价格高'),
  ),
  count('unresolved', 1, { en: 'got an answer each time', zh: '每个问题都得到了解答' }, (value) =>
    times(value, 'got no answer', '未得到解答'),
  ),
  {
    name: 'sentiment',
    read: ({ dialogue }) => dialogue.sentiment,
    columns: [
      { name: 'negative', encode: (value) => Math.max(0, -value) },
      { name: 'positive', encode: (value) => Math.max(0, value) },
    ],
    say: (value) =>
      value < -0.1
        ? { en: 'sounds upset', zh: '情绪不满' }
        : value > 0.1
          ? { en: 'sounds content', zh: '情绪不错' }
          : { en: 'sounds neutral', zh: '情绪平和' },
    unknown: UNKNOWN('mood', '情绪'),
    expected: -1,
  },
];

/** What the shop knows of anybody with an account. */
const ACCOUNT: readonly Feature<HistoryFacts>[] = [
  {
    name: 'tenureDays',
    read: ({ customer, now }) => (customer?.registeredAt == null ? null : Math.max(0, (now - customer.registeredAt) / DAY_MS)),
    columns: [log1p, below(30), hinge(365)].map((column, n) =>
      n === 2 ? { name: 'years over 1', encode: (value: number) => column.encode(value) / 365 } : column,
    ),
    say: (value) =>
      value < 60
        ? { en: `customer for ${Math.round(value)} days`, zh: `注册${Math.round(value)}天` }
        : { en: `customer for ${Math.round(value / 30)} months`, zh: `注册${Math.round(value / 30)}个月` },
    unknown: UNKNOWN('date of registration', '注册时间'),
    expected: -1,
  },
  {
    name: 'isMember',
    read: ({ customer }) => (customer === null ? null : customer.isMember ? 1 : 0),
    columns: [identity],
    say: (value) => (value === 1 ? { en: 'paid member', zh: '付费会员' } : { en: 'not a member', zh: '非会员' }),
    unknown: UNKNOWN('membership', '会员身份'),
    expected: -1,
  },
  {
    name: 'contacts30Days',
    read: ({ customer }) => customer?.contacts30Days ?? null,
    // Repeated contact is a step: 0-3 contacts 11 % churn, 4: 44 %, 5: 60 % (design notes, mlc set).
    columns: [identity, atLeast(4)],
    say: (value) => times(value, 'contacted service in 30 days', '30天内联系客服'),
    unknown: UNKNOWN('earlier contacts', '以往联系次数'),
    expected: 1,
  },
  {
    name: 'complaints30Days',
    read: ({ customer }) => customer?.complaints30Days ?? null,
    columns: [identity],
    say: (value) => times(value, 'complained in 30 days', '30天内投诉'),
    unknown: UNKNOWN('earlier complaints', '以往投诉'),
    expected: 1,
  },
];

/** What only orders can tell. */
const ORDERS: readonly Feature<HistoryFacts>[] = [
  {
    name: 'recencyDays',
    read: ({ customer, now }) => (customer?.lastOrderAt == null ? null : Math.max(0, (now - customer.lastOrderAt) / DAY_MS)),
    columns: [log1p, hinge(60)].map((column, n) =>
      n === 1 ? { name: 'months over 2', encode: (value: number) => Math.min(12, column.encode(value) / 30) } : column,
    ),
    say: (value) => ({ en: `last order ${Math.round(value)} days ago`, zh: `最近一次下单在${Math.round(value)}天前` }),
    unknown: UNKNOWN('last order', '最近下单时间'),
    expected: 1,
  },
  {
    name: 'orders90Days',
    read: ({ customer }) => customer?.orders90Days ?? null,
    columns: [log1p],
    say: (value) => ({ en: `${value} order${value === 1 ? '' : 's'} in 90 days`, zh: `90天内下单${value}次` }),
    unknown: UNKNOWN('orders', '下单次数'),
    expected: -1,
  },
  {
    name: 'spendTrend',
    read: ({ customer }) =>
      customer?.spend90Days == null || customer.spendPrevious90Days == null
        ? null
        : Math.log((customer.spend90Days + 50) / (customer.spendPrevious90Days + 50)),
    columns: [
      { name: 'falling', encode: (value) => Math.max(0, -value) },
      { name: 'rising', encode: (value) => Math.max(0, value) },
    ],
    say: (value) => {
      const change = Math.round(100 * (Math.exp(value) - 1));
      return change < 0
        ? { en: `spends ${-change} % less than before`, zh: `消费比之前少${-change}%` }
        : { en: `spends ${change} % more than before`, zh: `消费比之前多${change}%` };
    },
    unknown: UNKNOWN('trend of spending', '消费趋势'),
    expected: -1,
  },
  {
    name: 'lateParcels90Days',
    read: ({ customer }) => customer?.lateParcels90Days ?? null,
    columns: [identity, atLeast(3)],
    say: (value) => ({ en: `${value} late parcel${value === 1 ? '' : 's'} in 90 days`, zh: `90天内${value}个包裹迟到` }),
    unknown: UNKNOWN('late parcels', '包裹迟到情况'),
    expected: 1,
  },
  {
    name: 'satisfaction',
    read: ({ customer }) => customer?.satisfaction ?? null,
    columns: [identity],
    say: (value) => ({ en: `rated us ${value.toFixed(1)} of 5`, zh: `评分${value.toFixed(1)}/5` }),
    unknown: UNKNOWN('satisfaction', '满意度'),
    expected: -1,
  },
];

/** What the shop's record tells; `customer` may be null, and then nothing is known. */
export const HISTORY_FEATURES: readonly Feature<HistoryFacts>[] = [...ACCOUNT, ...ORDERS];

/** The features of each pattern: one sub-model a pattern, the same names and the same code. */
export const FEATURES: Readonly<Record<CustomerPattern, readonly Feature[]>> = {
  anonymous: CONVERSATION_FEATURES,
  new: [...CONVERSATION_FEATURES, ...ACCOUNT],
  full: [...CONVERSATION_FEATURES, ...HISTORY_FEATURES],
};

/** Which facts are known of a customer. */
export function patternOf({ customer }: Pick<ChurnFacts, 'customer'>): CustomerPattern {
  if (customer === null) return 'anonymous';
  return customer.lastOrderAt === null || customer.orders90Days === null ? 'new' : 'full';
}

export interface EncodedColumn {
  readonly feature: string;
  readonly name: string;
}

/** Names of the columns that `encodeFeatures` gives, in its order: a feature's own, then its "unknown" indicator. */
export function columnsOf(pattern: CustomerPattern): readonly EncodedColumn[] {
  return encodedColumns(FEATURES[pattern]);
}

/** The same of any features. */
export function encodedColumns(features: readonly Pick<Feature, 'name' | 'columns'>[]): readonly EncodedColumn[] {
  return features.flatMap(({ name, columns }) => [
    ...columns.map((column) => ({ feature: name, name: column.name === '' ? name : `${name} ${column.name}` })),
    { feature: name, name: `${name} unknown` },
  ]);
}

/** One row of the model: an unknown value gives zeros and a raised indicator. */
export function encodeFeatures(pattern: CustomerPattern, facts: ChurnFacts): Float64Array {
  return encodeRow(FEATURES[pattern], facts);
}

/** The same of any features, in the order of `encodedColumns`. */
export function encodeRow(features: readonly Feature[], facts: ChurnFacts): Float64Array {
  return Float64Array.from(
    features.flatMap((feature) => {
      const value = feature.read(facts);
      return value === null
        ? [...feature.columns.map(() => 0), 1]
        : [...feature.columns.map((column) => column.encode(value)), 0];
    }),
  );
}

type Counted = keyof ChurnFacts['dialogue']['counts'];

function count(name: Counted, expected: 1 | -1, none: LocalisedText, say: (value: number) => LocalisedText): Feature {
  return {
    name,
    read: ({ dialogue }) => dialogue.counts[name],
    columns: [atLeast(1), { name: 'further', encode: (value) => Math.min(3, Math.max(0, value - 1)) }],
    say: (value) => (value === 0 ? none : say(value)),
    unknown: UNKNOWN(name, ''),
    expected,
  };
}
