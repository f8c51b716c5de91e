const FINISHED = /[.!?。！？…~～)）"”]\s*$/u;
const TRAILING = /([,，、:：]|\b(and|but|so|because)|还有|而且|但是|因为|然后)\s*$/iu;
const GREETING = /^(hi|hey|hello|hiya|你好|您好|在吗|在么|亲|哈喽|喂)[\s,，~～!！]*$/iu;
/** Shorter texts without an end are often the first of several bubbles. */
const SHORT_WORDS = 3;
const SHORT_CHARACTERS = 4;

/** Whether more is likely to follow at once: a greeting alone, a trailing comma or "and", or a few words without an end. */
export function looksUnfinished(text: string): boolean {
  const said = text.trim();
  if (GREETING.test(said) || TRAILING.test(said)) return true;
  if (FINISHED.test(said)) return false;
  const characters = said.match(/\p{Script=Han}/gu)?.length ?? 0;
  return characters > 0 ? characters <= SHORT_CHARACTERS : said.split(/\s+/).length <= SHORT_WORDS;
}
