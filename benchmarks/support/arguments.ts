import { BotError } from '../../src/contract/errors.ts';

/** What stands behind a flag; null without the flag. */
export function wordOf(flag: string): string | null {
  const at = process.argv.indexOf(flag);
  return at < 0 ? null : (process.argv[at + 1] ?? null);
}

/** The number behind a flag. Raises BAD_REQUEST when something else stands there. */
export function numberOf(flag: string, fallback: number): number {
  const number = process.argv.includes(flag) ? Number(wordOf(flag) ?? Number.NaN) : fallback;
  if (!Number.isFinite(number)) throw new BotError('BAD_REQUEST', `${flag} wants a number`);
  return number;
}
