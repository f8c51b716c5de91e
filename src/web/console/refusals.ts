import type { LocalisedText } from '../../contract/language.ts';

/*
 * Why a channel did not take a message, as agents read it. The reasons come from the outbox: the connector's status and its own code, or
 * what happened instead of an answer.
 */

const CODES: Readonly<Record<string, LocalisedText>> = {
  MessageWritesBlocked: { en: 'The customer blocked the bot', zh: '客户已屏蔽机器人' },
  ConversationBlockedByUser: { en: 'The customer blocked the bot', zh: '客户已屏蔽机器人' },
  BotNotInConversationRoster: { en: 'The bot was removed from the conversation', zh: '机器人已被移出会话' },
  BotDisabledByAdmin: { en: 'An administrator of the channel switched the bot off', zh: '渠道管理员已停用机器人' },
  ConversationNotFound: { en: 'The conversation is gone', zh: '会话已不存在' },
  MessageSizeTooBig: { en: 'The message is too long for the channel', zh: '消息超出渠道长度限制' },
};

const STATUSES: Readonly<Record<string, LocalisedText>> = {
  '401': { en: 'The channel does not know the bot', zh: '渠道未认可机器人身份' },
  '403': { en: 'The channel refuses the message', zh: '渠道拒绝接收' },
  '404': { en: 'The conversation is gone', zh: '会话已不存在' },
  '413': { en: 'The message is too long for the channel', zh: '消息超出渠道长度限制' },
  '429': { en: 'Too many messages for the channel', zh: '发送过于频繁，渠道限流' },
};
const BAD_FORM: LocalisedText = { en: 'The channel does not take this message', zh: '渠道不接受此消息' };
const ILL: LocalisedText = { en: 'The channel was out of order', zh: '渠道服务故障' };
const SILENT: LocalisedText = { en: 'The channel did not answer', zh: '渠道无响应' };
const AWAY: LocalisedText = { en: 'The channel could not be reached', zh: '无法连接渠道' };
const NO_TOKEN: LocalisedText = { en: 'Microsoft did not let the bot sign in', zh: '机器人未能通过微软身份验证' };
const NO_ADDRESS: LocalisedText = { en: 'Where the conversation is was not known', zh: '会话地址未知' };
const UNKNOWN: LocalisedText = { en: 'It could not be sent', zh: '发送失败' };

/** The reason in words, with the channel's own behind it where that says more. */
export function refusal(reason: string): LocalisedText {
  const words = wordsOf(reason);
  const code = /^(\d{3}|no token: )|^[A-Z][A-Z0-9_]+$/.test(reason) ? reason.replace('no token: ', '') : null;
  return code === null ? words : { en: `${words.en} (${code})`, zh: `${words.zh}（${code}）` };
}

function wordsOf(reason: string): LocalisedText {
  const [, status = '', code = ''] = /^(\d{3})(?: (\w+))?$/.exec(reason) ?? [];
  const known = CODES[code] ?? STATUSES[status];
  if (known) return known;
  if (status === '412' || status === '408' || status.startsWith('5')) return ILL;
  if (status !== '') return BAD_FORM;
  if (reason === 'no answer in time') return SILENT;
  if (reason === 'no connection' || /^[A-Z][A-Z0-9_]+$/.test(reason)) return AWAY;
  if (reason.startsWith('no token: ')) return NO_TOKEN;
  return reason === 'the address of the conversation is not known' ? NO_ADDRESS : UNKNOWN;
}
