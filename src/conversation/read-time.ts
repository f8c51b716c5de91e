const CLOCK_ALONE = String.raw`(?:\d{1,2}|[一二两三四五六七八九十]{1,3})(?:[:：]\d{2}|点(?:半|钟|\d{1,2}分?)?)(?:左右|以后|之后|以前|之前|前|后)?`;
const CLOCK = `${CLOCK_ALONE}(?:(?:到|至|-|~)${CLOCK_ALONE})?`;
const DAY = String.raw`(?:今天|今晚|今早|明天|明晚|明早|后天|(?:下|这|本)?(?:周|星期|礼拜)[一二三四五六日天])`;
const PART = String.raw`(?:早上|上午|中午|下午|傍晚|晚上|早晨)`;
const ENGLISH_DAY = String.raw`(?:today|tonight|tomorrow|(?:(?:on|next|this) )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)`;
const ENGLISH_PART = String.raw`(?:(?:in the |this )?(?:morning|afternoon|evening|noon))`;
const ENGLISH_CLOCK = String.raw`(?:(?:between )?\d{1,2}(?::\d{2})? ?(?:am|pm)? ?(?:and|to|-) ?\d{1,2}(?::\d{2})? ?(?:am|pm|o'?clock)\b|(?:at|after|before|around|by|from) \d{1,2}(?::\d{2})?(?: ?(?:am|pm|o'?clock)\b|(?= *(?:$|[,.!?;]|(?:please|on|and|or|about|instead|if|because|is|works|would|suits)\b|${ENGLISH_DAY})))|\d{1,2}(?::\d{2})? ?(?:am|pm|o'?clock)\b|\d{1,2}:\d{2})`;
/** A time of day, with its day where that is said. */
const EXACT = new RegExp(
  `${DAY}?的?${PART}?${CLOCK}|${DAY}的?${PART}|(?:\\b${ENGLISH_DAY},? )?(?:${ENGLISH_PART},? )?(?<!\\d)${ENGLISH_CLOCK}(?: ${ENGLISH_DAY})?|\\b${ENGLISH_DAY} ${ENGLISH_PART}`,
  'iu',
);
/** Also a day alone, where nothing else is said but that somebody shall call. */
const VAGUE = new RegExp(`${EXACT.source}|${DAY}|${PART}|\\b${ENGLISH_DAY}\\b|\\b${ENGLISH_PART}\\b`, 'giu');
const ABOUT_CALLING =
  /打个?电话|打过来|打来|打给我|给我打|再打|回电话?|联系我?|电话|打|可以|方便|时间|最好|希望|\b(?:please|pls|call|ring|phone|me|back|can|you|could|it|is|works?|best|only|after|before|and|or|to|ok|i|am|free|want|would|like)\b|[请在吧吗的我你您给能行好到]/giu;

/** The time that a message wishes for, as it was written, or null. */
export function readTime(text: string): string | null {
  const exact = EXACT.exec(text)?.[0].trim();
  if (exact !== undefined) return exact;
  return isOnlyTime(text) ? (text.match(VAGUE)?.join(' ').trim() ?? null) : null;
}

/** Whether a message names a time and no matter: 今天晚上8点打给我, "tomorrow at 10". */
export function isOnlyTime(text: string): boolean {
  const rest = text.replace(VAGUE, '');
  return rest !== text && !/[\p{L}\p{N}]/u.test(rest.replace(ABOUT_CALLING, ''));
}
