import type { LogEntry } from '../contract/conversation.ts';
import { quoteOf } from '../contract/quote.ts';
import type { LocalisedText } from '../contract/language.ts';
import type { HandoffReason } from '../contract/ticket.ts';
import type { Entity, EntityKind } from '../contract/understanding.ts';

const ENTITY_NAMES: Readonly<Record<EntityKind, LocalisedText>> = {
  'order-number': { en: 'order', zh: '订单号' },
  'tracking-number': { en: 'tracking', zh: '运单号' },
  email: { en: 'e-mail', zh: '邮箱' },
  phone: { en: 'phone', zh: '电话' },
  money: { en: 'amount', zh: '金额' },
  date: { en: 'date', zh: '日期' },
  quantity: { en: 'quantity', zh: '数量' },
  address: { en: 'address', zh: '地址' },
};

const REASONS: Readonly<Record<HandoffReason, LocalisedText>> = {
  'asked-for-human': { en: 'asked for a person', zh: '要求转人工' },
  'churn-risk': { en: 'may leave the shop', zh: '有流失风险' },
  'bot-stuck': { en: 'the bot had no answer', zh: '机器人无法解答' },
  complaint: { en: 'complaint', zh: '投诉' },
  policy: { en: 'needs a person by rule', zh: '按规则需人工处理' },
  safety: { en: 'safety of the account', zh: '账号安全' },
  'stepped-in': { en: 'an agent stepped in', zh: '客服主动介入' },
};

export interface SummaryFacts {
  readonly entries: readonly LogEntry[];
  readonly entities: readonly Entity[];
  /** What the customer seems to want, in words; null when nothing was understood. */
  readonly topic: string | null;
  readonly reason: HandoffReason;
  readonly language: 'en' | 'zh';
}

/** Two or three sentences by rule, so that an agent knows at a glance: what is wanted, in whose words, what was tried. */
export function summarise({ entries, entities, topic, reason, language }: SummaryFacts): string {
  const why = REASONS[reason][language];
  const said = entries.flatMap(({ author, body }) =>
    author.kind === 'customer' && body.kind === 'message' && body.text !== '' ? [body.text] : [],
  );
  const answers = entries.filter(({ author, body }) => author.kind === 'bot' && body.kind === 'message').length;
  const fullest = said.reduce((best, text) => (lettersIn(text) > lettersIn(best) ? text : best), said[0] ?? '');
  const named = entities.map(({ kind, value }) => `${ENTITY_NAMES[kind][language]} ${value}`);
  const parts =
    language === 'zh'
      ? [
          `${topic === null ? '' : `主题：${topic}。`}转人工原因：${why}。`,
          fullest === '' ? '' : `客户说：“${quoteOf(fullest)}”。`,
          named.length === 0 ? '' : `提到：${named.join('、')}。`,
          `客户发言 ${said.length} 条，机器人回复 ${answers} 条。`,
        ]
      : [
          `${topic === null ? '' : `Topic: ${topic}. `}Reason: ${why}.`,
          fullest === '' ? '' : `The customer says: “${quoteOf(fullest)}”`,
          named.length === 0 ? '' : `Mentioned: ${named.join(', ')}.`,
          `Messages: ${said.length} from the customer, ${answers} from the bot.`,
        ];
  return parts.filter(Boolean).join(language === 'zh' ? '' : ' ');
}

/** Letters of the words, without numbers and addresses: an order number and an e-mail are the longest message and say the least. */
function lettersIn(text: string): number {
  const words = text.replace(/[\w.+@-]+/g, (run) => (/[\d@]/.test(run) ? ' ' : run));
  return words.match(/\p{L}/gu)?.length ?? 0;
}
