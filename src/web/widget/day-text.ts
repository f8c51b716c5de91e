import type { Language } from '../../contract/language.ts';
import type { Say } from './texts.ts';

const LOCALES: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };
const DAY_MS = 86_400_000;

/** The calendar day where the customer is. */
export function dayKey(at: number): string {
  return new Date(at).toDateString();
}

export function dayText(at: number, now: number, language: Language, say: Say): string {
  if (dayKey(at) === dayKey(now)) return say('today');
  if (dayKey(at) === dayKey(now - DAY_MS)) return say('yesterday');
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Date(at).toLocaleDateString(LOCALES[language], {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
}

export function timeText(at: number, language: Language): string {
  return new Date(at).toLocaleTimeString(LOCALES[language], { hour: '2-digit', minute: '2-digit' });
}
