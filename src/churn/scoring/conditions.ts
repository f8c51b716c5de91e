import type { Condition } from '../encoding/encoding.ts';

/** Whether a number (NaN: unknown) meets a condition; numbers have no levels. */
export function isNumberIn(condition: Condition, value: number): boolean {
  if (condition.kind === 'unknown') return Number.isNaN(value);
  return condition.kind === 'between' && value >= (condition.from ?? -Infinity) && value < (condition.below ?? Infinity);
}

/** Whether a level (null: unknown) meets a condition; levels have no order. */
export function isLevelIn(condition: Condition, level: string | null): boolean {
  if (condition.kind === 'unknown') return level === null;
  if (condition.kind === 'between' || level === null) return false;
  return condition.levels.includes(level) === (condition.kind === 'among');
}
