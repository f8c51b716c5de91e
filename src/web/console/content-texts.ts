import type { LocalisedText } from '../../contract/language.ts';

/** Words of the card about what articles leave open. `{name}` is replaced. */
export const CONTENT_TEXTS = {
  title: { en: 'What customers ask and nothing answers', zh: '没有答案的问题' },
  meaning: {
    en: 'In the last {days} days {unanswered} of {turns} turns had no answer, or a “did you mean” that nobody took. Questions of one meaning stand together, in whatever language and words: write an article, or add the wordings to the questions of a near one. A question that got the wrong article is not here, but may show in the second list.',
    zh: '最近 {days} 天的 {turns} 轮对话中，有 {unanswered} 轮没有答案，或客户没有选择任何猜测。意思相同的问题归为一组，不论语言和说法：可以写一篇新文章，或把这些说法加到相近文章的问题列表中。答错的问题不在此列，可参考下面第二个列表。',
  },
  cut: { en: 'There were more; these are the newest.', zh: '数量过多，这里只包含最新的部分。' },
  none: { en: 'Nothing was left without an answer.', zh: '没有未回答的问题。' },
  chat: { en: '1 chat', zh: '1 个会话' },
  chats: { en: '{count} chats', zh: '{count} 个会话' },
  times: { en: '({count} times)', zh: '（{count} 次）' },
  last: { en: 'last on {date}', zh: '最近一次 {date}' },
  nearest: { en: 'nearest article: {title} ({score})', zh: '最接近的文章：{title}（{score}）' },
  noneNear: { en: 'no article is near', zh: '没有接近的文章' },
  answeredNow: { en: 'Answered by now', zh: '现在已能回答' },
  articles: { en: 'Articles after which customers wished for more', zh: '看过后仍不满意的文章' },
  article: { en: 'Article', zh: '文章' },
  shown: { en: 'Chats', zh: '会话' },
  thenPerson: { en: 'Then asked for a person', zh: '随后要求人工' },
  thenUnanswered: { en: 'Then asked what has no answer', zh: '随后的问题没有答案' },
} as const satisfies Record<string, LocalisedText>;
