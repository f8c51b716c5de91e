import type { ConversationEvent } from '../../contract/conversation.ts';
import type { OrderStatus } from '../../contract/customer.ts';
import type { Decision } from '../../contract/decision.ts';
import type { LocalisedText } from '../../contract/language.ts';
import type { HandoffReason, Ticket } from '../../contract/ticket.ts';
import type { EntityKind } from '../../contract/understanding.ts';

/*
 * Names of the closed sets in the contract, as agents read them.
 */

export const REASONS: Readonly<Record<HandoffReason, LocalisedText>> = {
  'stepped-in': { en: 'An agent stepped in', zh: '客服主动介入' },
  'asked-for-human': { en: 'Asked for a person', zh: '要求人工' },
  'churn-risk': { en: 'May leave', zh: '流失风险' },
  'bot-stuck': { en: 'Bot could not help', zh: '机器人无法解答' },
  complaint: { en: 'Complaint', zh: '投诉' },
  policy: { en: 'Needs a person', zh: '需人工处理' },
  safety: { en: 'Safety', zh: '安全问题' },
};

export const OUTCOMES: Readonly<Record<NonNullable<Ticket['outcome']>, LocalisedText>> = {
  resolved: { en: 'Resolved', zh: '已解决' },
  'returned-to-bot': { en: 'Returned to the bot', zh: '交还机器人' },
  'customer-left': { en: 'Customer left', zh: '客户已离开' },
};

export const ENTITIES: Readonly<Record<EntityKind, LocalisedText>> = {
  'order-number': { en: 'Order', zh: '订单号' },
  'tracking-number': { en: 'Tracking', zh: '运单号' },
  email: { en: 'E-mail', zh: '邮箱' },
  phone: { en: 'Phone', zh: '电话' },
  money: { en: 'Amount', zh: '金额' },
  date: { en: 'Date', zh: '日期' },
  quantity: { en: 'Quantity', zh: '数量' },
  address: { en: 'Address', zh: '地址' },
};

export const ORDER_STATUSES: Readonly<Record<OrderStatus, LocalisedText>> = {
  unpaid: { en: 'Unpaid', zh: '待付款' },
  paid: { en: 'Paid', zh: '已付款' },
  packing: { en: 'Packing', zh: '打包中' },
  shipped: { en: 'Shipped', zh: '已发货' },
  delivered: { en: 'Delivered', zh: '已送达' },
  cancelled: { en: 'Cancelled', zh: '已取消' },
  returning: { en: 'Returning', zh: '退货中' },
  refunded: { en: 'Refunded', zh: '已退款' },
};

export const LANGUAGES: Readonly<Record<'zh' | 'en' | 'mixed', LocalisedText>> = {
  zh: { en: 'Chinese', zh: '中文' },
  en: { en: 'English', zh: '英文' },
  mixed: { en: 'Chinese and English', zh: '中英混合' },
};

const CHANNELS: Readonly<Record<string, LocalisedText>> = {
  'direct-line': { en: 'Website', zh: '网站' },
  webchat: { en: 'Website', zh: '网站' },
  email: { en: 'E-mail', zh: '邮件' },
  facebook: { en: 'Messenger', zh: 'Messenger' },
  line: { en: 'LINE', zh: 'LINE' },
  msteams: { en: 'Microsoft Teams', zh: 'Microsoft Teams' },
  slack: { en: 'Slack', zh: 'Slack' },
  telegram: { en: 'Telegram', zh: 'Telegram' },
};

/** A channel as people call it; one that is not known here keeps its id. */
export function channelName(channel: string): LocalisedText {
  return CHANNELS[channel] ?? { en: channel, zh: channel };
}

/** What happened, for the line between the bubbles. */
export function eventText(event: ConversationEvent, authorName: string): LocalisedText {
  switch (event.name) {
    case 'handed-over':
      return {
        en: `Handed over to the team: ${REASONS[event.reason].en.toLowerCase()}`,
        zh: `已转人工：${REASONS[event.reason].zh}`,
      };
    case 'agent-joined':
      return { en: `${event.agentName} joined`, zh: `${event.agentName} 开始接待` };
    case 'agent-transferred':
      return event.toName === null
        ? { en: `${authorName} put the conversation back into the queue`, zh: `${authorName} 把会话放回了排队` }
        : {
            en: `${authorName} transferred the conversation to ${event.toName}`,
            zh: `${authorName} 把会话转接给了 ${event.toName}`,
          };
    case 'agent-timed-out':
      return { en: 'No answer for too long: back in the queue', zh: '客服长时间未回复，会话回到排队' };
    case 'returned-to-bot':
      return { en: `${authorName} gave the conversation back to the bot`, zh: `${authorName} 把会话交还给机器人` };
    case 'queue-left':
      return { en: 'The customer no longer waits for a person', zh: '客户取消了人工服务' };
    case 'ticket-closed':
      return { en: `${authorName} closed the conversation`, zh: `${authorName} 结束了会话` };
    case 'rated':
      return {
        en: `The customer rated the service ${event.score} of 5`,
        zh: `客户评分 ${event.score} 分（满分 5 分）`,
      };
    case 'message-edited':
      return { en: 'The customer changed a message', zh: '客户修改了一条消息' };
    case 'message-deleted':
      return { en: 'The customer deleted a message', zh: '客户删除了一条消息' };
    default:
      event satisfies never;
      return { en: '', zh: '' };
  }
}

/** What the bot decided in a turn. */
export function decisionText(decision: Decision): LocalisedText {
  switch (decision.kind) {
    case 'answer-intent':
      return {
        en: `Gave the shop’s answer for “${decision.intentId}”${decision.offersHuman ? ', and offered a person' : ''}`,
        zh: `按“${decision.intentId}”给出店铺的标准回答${decision.offersHuman ? '，并提议转人工' : ''}`,
      };
    case 'answer-passage':
      return {
        en: `Answered from the article “${decision.passage.passage.title}”`,
        zh: `引用文章《${decision.passage.passage.title}》回答`,
      };
    case 'explain-flow':
      return { en: `Explained “${decision.intentId}”, and offered to do it`, zh: `说明了“${decision.intentId}”，并提议办理` };
    case 'clarify':
      return { en: 'Was not sure between several meanings and asked', zh: '有几种可能的意思，于是向客户确认' };
    case 'ask-slot':
      return decision.problem
        ? { en: `Asked again for “${decision.awaiting.slot}”`, zh: `再次询问“${decision.awaiting.slot}”` }
        : { en: `Asked for “${decision.awaiting.slot}”`, zh: `询问“${decision.awaiting.slot}”` };
    case 'confirm':
      return { en: 'Asked to confirm before acting', zh: '执行前请客户确认' };
    case 'show-order':
      return { en: 'Looked up an order', zh: '查询订单' };
    case 'act':
      return { en: `Acted in the shop: ${decision.action.kind}`, zh: `在店铺系统中执行：${decision.action.kind}` };
    case 'flow-cancelled':
      return { en: 'The customer stopped the request', zh: '客户取消了操作' };
    case 'offer-human':
      return {
        en: `Offered a person: ${REASONS[decision.reason].en.toLowerCase()}`,
        zh: `提议转人工：${REASONS[decision.reason].zh}`,
      };
    case 'handoff':
      return { en: `Handed over: ${REASONS[decision.reason].en.toLowerCase()}`, zh: `转人工：${REASONS[decision.reason].zh}` };
    case 'acknowledge':
      return { en: 'Acknowledged, without a question to answer', zh: '礼貌回应，没有需要回答的问题' };
    case 'abstain':
      return { en: 'Was not sure enough to answer', zh: '把握不足，没有回答' };
    case 'keep-for-agent':
      return { en: 'Told the customer that the message waits for a person', zh: '告知客户留言已转给人工' };
    case 'leave-queue':
      return { en: 'The customer no longer waits for a person', zh: '客户取消了人工服务' };
    case 'stay-silent':
      return { en: 'Stayed silent: the message is for a person', zh: '消息留给人工处理，机器人不发言' };
    default:
      decision satisfies never;
      return { en: '', zh: '' };
  }
}
