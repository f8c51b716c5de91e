import type { Language } from '../contract/language.ts';

/** `zh`, `zh-CN`, `zh_TW`, `yue-HK` → zh; everything else is answered in English. */
export function languageOf(locale: string | undefined): Language {
  return /^(zh|yue|cmn)\b|^zh_/i.test(locale ?? '') ? 'zh' : 'en';
}
