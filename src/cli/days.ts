import { BotError } from '../contract/errors.ts';

const MOST = 3_650;

export const DAY_MS = 86_400_000;

/** `--days`, or so many where it is not given. Raises BAD_REQUEST with the usage. */
export function daysOf(given: string | undefined, otherwise: number, usage: string): number {
  const days = Number(given ?? otherwise);
  if (!Number.isInteger(days) || days < 1 || days > MOST) {
    throw new BotError('BAD_REQUEST', `--days is a whole number from 1 to ${MOST}: ${usage}`);
  }
  return days;
}
