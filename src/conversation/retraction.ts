/** A word that takes back what was said before it, and another that leaves no doubt; "no thanks" and "sorry, when?" have one alone. */
const TAKES_BACK = String.raw`(?:no|nope|wait|oh|oops|ah|actually)`;
const THIS_INSTEAD = String.raw`(?:(?:i mean(?:t)?|it['’]?s|it is|that['’]?s|it should be|make (?:it|that)|change (?:it|that) to)[\s:：]+)?`;
const RETRACTIONS: readonly RegExp[] = [
  new RegExp(String.raw`(?:^|[\s,，.。;])(?:${TAKES_BACK}[\s,，.]+)+sorry[\s,，.]+${THIS_INSTEAD}(?<value>\S.+)$`, 'iu'),
  /(?:^|[\s,，.。;])i mean(?:t)?(?: to (?:say|write))?[\s,，:：]+(?<value>\S.+)$/iu,
  /^(?:(?:no|nope|actually|sorry|wait|oh|ok|okay|please|pls|(?:can|could) (?:you|u)|不对|不是|不|等等|等一下|等下|哦不|那|还是|请|麻烦|帮我)[\s,，.]*)*(?:(?:make|put) (?:it|that)(?: out)?(?: to| for)?|change (?:it|that) to|it should be|应该是|改成|改为|换成)[\s:：]*(?<value>\S.+)$/iu,
  /(?:不对|不是|[说写打填输]错了?|错了|哦不)[\s,，。]*(?:应该)?(?:是|改成|改为|换成)[\s:：]*(?<value>\S.+)$/u,
  /[说写打填输]错了[\s,，。]+(?<value>\S.+)$/u,
];
/** What is no value: a refusal, a wish, a question. */
const NO_VALUE =
  /\b(?:cancel|stop|forget|don['’]?t|do not|not|never|want|need|mind|later|thanks?|please)\b|不要|不用|不想|取消|算了|谢谢|[?？吗呢]\s*$/iu;

/** What a customer puts in the place of what was said: "Sun Ltd, no sorry Moon Ltd", "actually make it Moon Ltd", 写错了，是李四. Null where nothing is retracted. */
export function afterRetraction(text: string): string | null {
  for (const pattern of RETRACTIONS) {
    const value = pattern.exec(text.trim())?.groups?.['value']?.trim();
    if (value !== undefined && value.length >= 2 && !NO_VALUE.test(value)) return value;
  }
  return null;
}
