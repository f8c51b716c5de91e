import type { MessageLanguage } from '../contract/language.ts';

const HAN = /\p{Script=Han}/gu;
const LATIN_WORD = /[\p{Script=Latin}][\p{Script=Latin}'’-]*/gu;
/** Latin words that stand in any Chinese message without making it English. */
const NEUTRAL =
  /^(ok|app|vip|sf|yt|ems|qq|wifi|id|email|usb|pvc|xs|s|m|l|xl|xxl|xxxl|iphone|ipad|android|pdf|ll|hi|hello|bye|kg|g|cm|ml|v|w)$/i;

/**
 * The language a message is written in. Sizes, units, brand-like and order-number words are no English; a message is `mixed` when both
 * languages carry meaning. Without letters of either, the language of the conversation stands (`otherwise`).
 */
export function detectLanguage(text: string, otherwise: MessageLanguage = 'en'): MessageLanguage {
  const plain = text.replace(/https?:\S+|[\w.+-]{1,64}@\S+|\b[a-z]{2}\d{6,}[a-z]{0,2}\b/giu, ' ');
  const han = plain.match(HAN)?.length ?? 0;
  const words = (plain.match(LATIN_WORD) ?? []).filter((word) => word.length > 1 && !NEUTRAL.test(word));
  if (han === 0) return plain.match(LATIN_WORD) === null ? otherwise : 'en';
  if (words.length === 0) return 'zh';
  // A Chinese word has about 1.6 characters.
  const share = words.length / (words.length + han / 1.6);
  return share > 0.78 ? 'en' : share < 0.15 ? 'zh' : 'mixed';
}
