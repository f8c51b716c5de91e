import type { ShopDefinition } from '../contract/content.ts';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const DAY_MS = 86_400_000;
/** How far ahead an opening is looked for. */
const HORIZON_DAYS = 15;

type Hours = Pick<ShopDefinition, 'timeZone' | 'agentHours' | 'holidays'>;

/**
 * Whether agents answer at `at` (ms), and when they next begin otherwise (null: not within two weeks).
 * Hours are wall-clock times of the shop's zone, so a change of summer time moves no opening.
 */
export function agentHours(shop: Hours, at: number): { readonly isOpen: boolean; readonly opensAt: number | null } {
  const spans = openings(shop, at);
  if (spans.some(({ start, end }) => start <= at && at < end)) return { isOpen: true, opensAt: null };
  const next = spans.map(({ start }) => start).filter((start) => start > at);
  return { isOpen: false, opensAt: next.length === 0 ? null : Math.min(...next) };
}

/** All spans from yesterday (whose night shift may still run) to the horizon, in ms. */
function openings(shop: Hours, at: number): readonly { readonly start: number; readonly end: number }[] {
  const today = Date.UTC(...dateParts(at, shop.timeZone));
  return Array.from({ length: HORIZON_DAYS + 1 }, (_, n) => today + (n - 1) * DAY_MS).flatMap((date) => {
    if (shop.holidays.includes(new Date(date).toISOString().slice(0, 10))) return [];
    const weekday = WEEKDAYS[new Date(date).getUTCDay()] ?? 'sun';
    return (shop.agentHours[weekday] ?? []).map((interval) => {
      const [from = 0, to = 0] = interval.split('-').map(minutes);
      return {
        start: epochOf(date + from * 60_000, shop.timeZone),
        end: epochOf(date + (to > from ? to : to + 1440) * 60_000, shop.timeZone),
      };
    });
  });
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(':').map(Number);
  return hours * 60 + rest;
}

function dateParts(at: number, timeZone: string): [number, number, number] {
  const parts = formats(timeZone).date.format(at);
  const [year = 1970, month = 1, day = 1] = parts.split('-').map(Number);
  return [year, month - 1, day];
}

/** The instant at which the zone's clocks show `wall` (ms since the epoch as if it were UTC). */
function epochOf(wall: number, timeZone: string): number {
  // Two rounds settle it: the offset of the first guess may be that of the other side of a change.
  const guess = wall - offset(wall, timeZone);
  return wall - offset(guess, timeZone);
}

function offset(at: number, timeZone: string): number {
  const parts = formats(timeZone).clock.formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((candidate) => candidate.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1000) * 1000;
}

interface ZoneFormats {
  readonly date: Intl.DateTimeFormat;
  readonly clock: Intl.DateTimeFormat;
}

const FORMATS = new Map<string, ZoneFormats>();

/** Making a formatter costs more than a hundred uses of it. */
function formats(timeZone: string): ZoneFormats {
  const known = FORMATS.get(timeZone);
  if (known) return known;
  const day = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const made: ZoneFormats = {
    date: new Intl.DateTimeFormat('en-CA', day),
    clock: new Intl.DateTimeFormat('en-US', { ...day, hourCycle: 'h23', hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  };
  FORMATS.set(timeZone, made);
  return made;
}
