import type { Entity } from '../contract/understanding.ts';
import { chineseNumber } from './numerals.ts';

const DAY_MS = 86_400_000;
type FoundDate = Omit<Entity, 'end'>;
type Reader = (groups: Readonly<Record<string, string | undefined>>, today: Date) => Date | null;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTH =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const RELATIVE: Readonly<Record<string, number>> = {
  大前天: -3,
  前天: -2,
  昨天: -1,
  昨晚: -1,
  今天: 0,
  今晚: 0,
  明天: 1,
  后天: 2,
  大后天: 3,
  today: 0,
  tonight: 0,
  yesterday: -1,
  tomorrow: 1,
};

const PATTERNS: readonly (readonly [RegExp, Reader])[] = [
  [
    /(?<![\d.])(?<year>20\d{2})[-/.年](?<month>\d{1,2})[-/.月](?<day>\d{1,2})日?(?!\d)/giu,
    (g) => date(Number(g['year']), Number(g['month']), Number(g['day'])),
  ],
  [/(?<!\d)(?<month>\d{1,2})月(?<day>\d{1,2})(?:日|号)/giu, (g, today) => nearest(today, Number(g['month']), Number(g['day']))],
  [
    new RegExp(`\\b${MONTH}\\.? (?<day>\\d{1,2})(?:st|nd|rd|th)?\\b`, 'giu'),
    (g, today) => nearest(today, monthOf(g['month']), Number(g['day'])),
  ],
  [
    new RegExp(`\\b(?<day>\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}\\b`, 'giu'),
    (g, today) => nearest(today, monthOf(g['month']), Number(g['day'])),
  ],
  [
    /大前天|前天|昨天|昨晚|今天|今晚|大后天|明天|后天|\b(?:today|tonight|yesterday|tomorrow)\b/giu,
    (g, today) => shift(today, RELATIVE[(g['0'] ?? '').toLowerCase()] ?? 0),
  ],
  [
    /(?<number>\d{1,3}|[一二两三四五六七八九十]{1,3}) ?(?:个)?(?<unit>天|星期|周|礼拜|月)(?:以?前|之前)/gu,
    (g, today) => shift(today, -days(g)),
  ],
  [/\b(?<number>\d{1,3}|a|one|two|three|four|five|six) (?<unit>day|week|month)s? ago\b/giu, (g, today) => shift(today, -days(g))],
  [
    /\blast (?<weekday>mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\b/giu,
    (g, today) => lastWeekday(today, WEEKDAYS.indexOf((g['weekday'] ?? '').slice(0, 3).toLowerCase())),
  ],
  [/上(?:周|星期|礼拜)(?<weekday>[一二三四五六日天])/gu, (g, today) => inWeek(today, g['weekday'] ?? '', -1)],
  [/下(?:周|星期|礼拜)(?<weekday>[一二三四五六日天])/gu, (g, today) => inWeek(today, g['weekday'] ?? '', 1)],
  [/(?:本|这)(?:周|星期|礼拜)(?<weekday>[一二三四五六日天])/gu, (g, today) => inWeek(today, g['weekday'] ?? '', 0)],
  [
    /(?<number>\d{1,3}|[一二两三四五六七八九十]{1,3}) ?(?:个)?(?<unit>天|星期|周|礼拜|月)(?:以?后|之后)/gu,
    (g, today) => shift(today, days(g)),
  ],
  [/\bin (?<number>\d{1,3}|a|one|two|three|four|five|six) (?<unit>day|week|month)s?\b/giu, (g, today) => shift(today, days(g))],
  [
    /\bnext (?<weekday>mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\b/giu,
    (g, today) => nextWeekday(today, WEEKDAYS.indexOf((g['weekday'] ?? '').slice(0, 3).toLowerCase())),
  ],
];

/**
 * Finds the dates of a message as `2026-11-20` in the shop's zone; a day without a year is the nearest such day to today.
 * `now` is in milliseconds since the epoch.
 */
export function createDateFinder(timeZone: string): (text: string, now: number) => readonly FoundDate[] {
  // Made once: it costs more than all patterns together.
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone });
  return (text, now) => datesIn(text, new Date(`${dayOf.format(now)}T00:00:00Z`));
}

function datesIn(text: string, today: Date): readonly FoundDate[] {
  return PATTERNS.flatMap(([pattern, read]) =>
    [...text.matchAll(pattern)].flatMap((match): readonly FoundDate[] => {
      const day = read({ ...match.groups, 0: match[0] }, today);
      return day === null ? [] : [{ kind: 'date', text: match[0], value: day.toISOString().slice(0, 10), start: match.index }];
    }),
  );
}

function date(year: number, month: number, day: number): Date | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at : null;
}

function nearest(today: Date, month: number, day: number): Date | null {
  const years = [-1, 0, 1].map((n) => date(today.getUTCFullYear() + n, month, day)).filter((candidate) => candidate !== null);
  const distance = (at: Date): number => Math.abs(at.getTime() - today.getTime());
  return years.reduce<Date | null>((best, at) => (best === null || distance(at) < distance(best) ? at : best), null);
}

function shift(today: Date, by: number): Date {
  return new Date(today.getTime() + by * DAY_MS);
}

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
}

const UNIT_DAYS: Readonly<Record<string, number>> = { 天: 1, 星期: 7, 周: 7, 礼拜: 7, 月: 30, day: 1, week: 7, month: 30 };
const ENGLISH: Readonly<Record<string, number>> = { a: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 };

function days({ number = '', unit = '' }: Readonly<Record<string, string | undefined>>): number {
  const count = /^\d/.test(number) ? Number(number) : (ENGLISH[number.toLowerCase()] ?? chineseNumber(number) ?? 0);
  return count * (UNIT_DAYS[unit.toLowerCase()] ?? 1);
}

function lastWeekday(today: Date, weekday: number): Date | null {
  if (weekday < 0) return null;
  const back = (today.getUTCDay() - weekday + 7) % 7 || 7;
  return shift(today, -back);
}

function nextWeekday(today: Date, weekday: number): Date | null {
  return weekday < 0 ? null : shift(today, (weekday - today.getUTCDay() + 7) % 7 || 7);
}

/** A day of the week before, of this or of the next one; weeks begin on Monday. */
function inWeek(today: Date, sign: string, weeks: number): Date {
  const weekday = '日天'.includes(sign) ? 7 : '一二三四五六'.indexOf(sign) + 1;
  return shift(today, weekday - (today.getUTCDay() || 7) + 7 * weeks);
}
