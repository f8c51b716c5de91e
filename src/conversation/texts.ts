import type { LocalisedText } from '../contract/language.ts';
import type { OrderStatus } from '../contract/customer.ts';

/** What the bot says by itself. Everything else it says stands in intents/ and knowledge/. `{name}` is replaced. */
export const TEXTS = {
  humanButton: { en: 'Talk to a person', zh: '转人工' },
  yes: { en: 'Yes', zh: '是' },
  no: { en: 'No', zh: '否' },
  clarify: { en: 'I want to get this right. Did you mean one of these?', zh: '我想确认一下，您是想问下面哪一个？' },
  clarifyWhich: { en: 'Which of them? Please choose one.', zh: '是哪一个呢？请选择其中一个。' },
  noneOfThese: { en: 'None of these', zh: '都不是' },
  abstain: {
    en: 'I’m sorry, I don’t have an answer to that. Could you put it another way, or tell me what you need for your order?',
    zh: '抱歉，这个问题我还答不上来。您能换个说法，或者告诉我和订单有关的需求吗？',
  },
  offerStuck: {
    en: 'I’m not getting this right, I’m sorry. Shall I bring in a colleague?',
    zh: '抱歉，我还是没弄明白。要不要我请同事来帮您？',
  },
  offerAfterAnswer: { en: 'Would you like a colleague to look at this with you?', zh: '需要我请同事跟您一起处理吗？' },
  offerDeclined: { en: 'All right. I’m here if you need anything else.', zh: '好的，有需要随时叫我。' },
  acknowledgeYes: { en: 'Good. What can I do for you?', zh: '好的，还有什么可以帮您？' },
  acknowledgeNo: { en: 'All right. Is there anything else?', zh: '好的，还有其他需要吗？' },
  acknowledgeFile: {
    en: 'Thank you, I’ve received your file. What is it about?',
    zh: '收到您的文件了，请问是关于什么问题的？',
  },
  acknowledgeWordless: { en: '🙂 How can I help you?', zh: '🙂 请问有什么可以帮您？' },
  backToFlow: { en: 'Back to where we were:', zh: '我们接着刚才的：' },
  flowLeft: {
    en: '“{title}” has not been sent; nothing was changed. You can start it again whenever you like.',
    zh: '“{title}”尚未提交，没有任何改动，需要时可以随时重新开始。',
  },
  yesOrNo: { en: 'To be sure I get this right, please answer yes or no.', zh: '为了不弄错，请回复“是”或“否”。' },
  offerFlow: { en: 'Shall I do that for you here?', zh: '需要我现在帮您办理吗？' },
  flowCancelled: { en: 'All right, I’ve stopped that. Nothing was changed.', zh: '好的，那就不办了，没有任何改动。' },
  actDone: { en: 'Done.', zh: '已办好。' },
  actReference: { en: 'Reference: {reference}', zh: '受理编号：{reference}' },
  actRefused: {
    en: 'I’m sorry, the shop’s system does not allow that for this order.',
    zh: '抱歉，系统不允许对这个订单做此操作。',
  },
  orderNotFound: {
    en: 'I can’t find an order with these details. Please check the order number and the phone or e-mail used for it.',
    zh: '没有查到匹配的订单。请核对订单号以及下单时的手机号或邮箱。',
  },
  noOrders: { en: 'I don’t see any orders on your account yet.', zh: '您的账号下还没有订单。' },
  shopUnavailable: {
    en: 'I can’t reach the order system right now. Please try again in a few minutes, or let a colleague help you.',
    zh: '暂时连不上订单系统。请过几分钟再试，或者让同事帮您处理。',
  },
  handoffOpen: {
    en: 'I’m passing you to a colleague, with everything you’ve told me. Someone will be with you shortly.',
    zh: '正在为您转接人工客服，您说过的内容同事都能看到，请稍候。',
  },
  handoffClosed: {
    en: 'I’m passing this to my colleagues. They are back {when}; you can write more here meanwhile, and the answer will appear in this chat.',
    zh: '已为您转给人工客服。同事{when}上班，您可以继续留言，回复会出现在这个对话里。',
  },
  keptForAgent: {
    en: 'I’ve kept this for my colleagues; they are back {when} and will answer here.',
    zh: '已为您留言给人工客服，同事{when}上班后会在这里回复您。',
  },
  inQueue: {
    en: 'You are in the queue: the next free colleague answers here and sees everything you write.',
    zh: '您已在排队，下一位空闲的同事会在这里回复您，您写的内容同事都能看到。',
  },
  someTimeLater: { en: 'later', zh: '稍后' },
  backToBot: { en: 'Back to the bot', zh: '不用转人工了' },
  queueLeft: {
    en: 'All right, I’ve taken you out of the queue. What can I do for you?',
    zh: '好的，已为您取消转人工。请问有什么可以帮您？',
  },
  handoffChurn: {
    en: 'I’m sorry it has come to this; you should not have had such trouble with us. ',
    zh: '让您有这样的体验，真的非常抱歉。',
  },
  handoffComplaint: { en: 'I’m sorry about this. ', zh: '非常抱歉给您带来了不好的体验。' },
  orderLine: { en: 'Order {number}: {status}', zh: '订单 {number}：{status}' },
  orderTracking: { en: 'Tracking: {carrier} {tracking}', zh: '物流：{carrier} {tracking}' },
  orderLastEvent: { en: 'Latest: {event} ({when})', zh: '最新进展：{event}（{when}）' },
  orderPromised: { en: 'Expected by {when}', zh: '预计 {when} 前送达' },
  orderLate: {
    en: 'It is past the promised date, I’m sorry.',
    zh: '已经超过承诺时间了，非常抱歉。',
  },
  orderItems: { en: 'Items: {items}', zh: '商品：{items}' },
  readMore: { en: 'Read more', zh: '查看详情' },
} as const satisfies Record<string, LocalisedText>;

export const ORDER_STATUS_TEXTS: Readonly<Record<OrderStatus, LocalisedText>> = {
  unpaid: { en: 'waiting for payment', zh: '待付款' },
  paid: { en: 'paid, being prepared', zh: '已付款，待配货' },
  packing: { en: 'being packed', zh: '配货中' },
  shipped: { en: 'on its way', zh: '运输中' },
  delivered: { en: 'delivered', zh: '已签收' },
  cancelled: { en: 'cancelled', zh: '已取消' },
  returning: { en: 'return under way', zh: '退货处理中' },
  refunded: { en: 'refunded', zh: '已退款' },
};

/** Replaces `{name}` by the value of that name; an unknown name stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
