import { TypeOverrides, types } from 'pg';
import { BotError } from '../../contract/errors.ts';

/** How columns become values: as `pg` does it, but `bigint` is a number, as everywhere in Kefu. */
export const TYPE_PARSERS = new TypeOverrides();
TYPE_PARSERS.setTypeParser(types.builtins.INT8, safeInteger);

/** Raises STORE_UNAVAILABLE for a number that JavaScript would round: times and counters never come near 2^53. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new BotError(
      'STORE_UNAVAILABLE',
      'The database holds a whole number of 2^53 or more, which Kefu never wrote: restore a backup',
    );
  }
  return value;
}
