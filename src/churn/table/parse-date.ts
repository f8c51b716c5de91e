/** In which order the day, the month and the year stand: the year first, or one of the two that look alike. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

const TIME = '(?:[ T]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.\\d+)?)?\\s*(Z|[+-]\\d{2}:?\\d{2})?)?';
const YEAR_FIRST = new RegExp(`^(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?${TIME}$`);
const YEAR_AND_MONTH = /^(\d{4})(?:[-/](\d{1,2})|年(\d{1,2})月)$/;
const COMPACT = /^(19\d\d|20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;
const YEAR_LAST = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})${TIME}$`);

/**
 * Milliseconds since the epoch of a tidy cell that is a date in the given order, with or without a time of day; null when it is none.
 * Without a zone it is taken as UTC: only differences in days are used. `20240305` is a date, `2024-03` the first day of that month.
 */
export function parseDate(cell: string, order: DateOrder): number | null {
  if (cell.length < 6) return null;
  if (order === 'ymd') {
    const month = YEAR_AND_MONTH.exec(cell);
    if (month !== null) return instant(month[1], month[2] ?? month[3], '1', []);
    const match = YEAR_FIRST.exec(cell) ?? COMPACT.exec(cell);
    return match === null ? null : instant(match[1], match[2], match[3], match.slice(4));
  }
  const match = YEAR_LAST.exec(cell);
  if (match === null) return null;
  const [, first, second, year, ...time] = match;
  return order === 'dmy' ? instant(year, second, first, time) : instant(year, first, second, time);
}

function instant(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  [hour = '0', minute = '0', second = '0', zone]: readonly (string | undefined)[],
): number | null {
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(midnight);
  // Date.UTC rolls 31 February over into March.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null;
  return midnight + 1_000 * (3_600 * Number(hour) + 60 * Number(minute) + Number(second)) - zoneMs(zone);
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * 60_000 * (60 * Number(zone.slice(1, 3)) + Number(zone.slice(-2)));
}
