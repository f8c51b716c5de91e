import type { ConversationEvent } from '../../contract/conversation.ts';
import type { Language } from '../../contract/language.ts';

/** What a client that knows nothing of Kefu shows for an event of the log. */
export function eventText(event: ConversationEvent, language: Language): string {
  const pick = (en: string, zh: string): string => (language === 'zh' ? zh : en);
  switch (event.name) {
    case 'handed-over':
      return pick('You are in the queue for a colleague.', '已进入人工排队，请稍候。');
    case 'agent-joined':
      return pick(`${event.agentName} has joined the chat.`, `客服 ${event.agentName} 已接入。`);
    case 'agent-transferred':
      return event.toName === null
        ? pick('You are back in the queue; a colleague will be with you soon.', '正在为您转接其他同事，请稍候。')
        : pick(`${event.toName} now looks after you.`, `已为您转接客服 ${event.toName}。`);
    case 'agent-timed-out':
      return pick('We are finding another colleague for you.', '正在为您安排其他同事，请稍候。');
    case 'returned-to-bot':
      return pick('The assistant has taken over again.', '已转回智能助手。');
    case 'queue-left':
      return pick('You have left the queue. The assistant is here for you.', '您已退出人工排队，智能助手继续为您服务。');
    case 'ticket-closed':
      return pick('The chat with our colleague has ended. How did we do?', '本次人工服务已结束，欢迎评价。');
    case 'rated':
      return pick('Thank you for your rating.', '感谢您的评价。');
    case 'message-edited':
      return pick('You changed a message.', '您修改了一条消息。');
    case 'message-deleted':
      return pick('You deleted a message.', '您删除了一条消息。');
    default:
      return event satisfies never;
  }
}
