import type { Language } from '../../contract/language.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS = {
  en: { now: 'just now', s: 's', min: 'min', h: 'h', d: 'd', space: ' ' },
  zh: { now: '刚刚', s: '秒', min: '分钟', h: '小时', d: '天', space: ' ' },
} as const;

/** A span at a glance: one unit, rounded down. */
export function age(ms: number, language: Language): string {
  const units = UNITS[language];
  const say = (count: number, unit: string): string => `${Math.floor(count)}${units.space}${unit}`;
  if (ms < MINUTE_MS) return say(Math.max(0, ms) / SECOND_MS, units.s);
  if (ms < HOUR_MS) return say(ms / MINUTE_MS, units.min);
  if (ms < DAY_MS) return say(ms / HOUR_MS, units.h);
  return say(ms / DAY_MS, units.d);
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

export function money(amount: number, currency: string, language: Language): string {
  const digits = Number.isInteger(amount) ? { maximumFractionDigits: 0 } : {};
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  return new Intl.NumberFormat(localeOf(language), { ...style, ...digits }).format(amount);
}

/** The year only when it is another one. */
export function date(at: number, language: Language, now: number): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const year = isThisYear ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(localeOf(language), { ...year, month: 'short', day: 'numeric' }).format(at);
}

/** The hour today, the day as well otherwise. */
export function time(at: number, language: Language, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(localeOf(language), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(isToday ? {} : { month: 'short', day: 'numeric' }),
  }).format(at);
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function localeOf(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en-GB';
}
