import type { MessageLanguage } from '../contract/language.ts';

const HAN = /\p{Script=Han}/gu;
const LATIN_WORD = /[\p{Script=Latin}][\p{Script=Latin}'’-]*/gu;
/** Latin words that stand in any Chinese message without making it English. */
const NEUTRAL =
  /^(ok|okay|app|vip|sf|yt|ems|qq|wifi|id|email|usb|pvc|xs|s|m|l|xl|xxl|xxxl|iphone|ipad|android|pdf|ll|hi|hello|bye|kg|g|cm|ml|v|w|ai|chatgpt|siri|wechat|whatsapp|alipay|paypal|visa|mastercard|apple|pay)$/i;
/** AI, HR, SKU: any short word in capitals, beside Chinese. */
const ACRONYM = /^[A-Z]{2,5}$/;
const CHINESE_PUNCTUATION = /[，。？！、；：“”（）《》]/u;

/**
 * The language a message is written in. Sizes, units, brands, codes and order numbers are no English; a message is `mixed` when both
 * languages carry meaning. A message without letters of either is `mixed` too: it says nothing of the language, the conversation's stands.
 */
export function detectLanguage(text: string): MessageLanguage {
  const plain = text.replace(/https?:[^\s\p{Script=Han}]+|[\w.+-]{1,64}@[\w.-]+|\b[a-z]*\d\w*/giu, ' ');
  const han = plain.match(HAN)?.length ?? 0;
  const latin = plain.match(LATIN_WORD) ?? [];
  if (han === 0) return latin.length > 0 ? 'en' : CHINESE_PUNCTUATION.test(text) ? 'zh' : 'mixed';
  const telling = latin.filter((word) => word.length > 1 && !NEUTRAL.test(word) && !ACRONYM.test(word)).length;
  if (telling === 0) return 'zh';
  // In an English sentence brands are English words too; a Chinese word has about 1.6 characters.
  const words = telling >= 3 ? latin.length : telling;
  const share = words / (words + han / 1.6);
  return share > 0.76 ? 'en' : share < 0.15 ? 'zh' : 'mixed';
}
