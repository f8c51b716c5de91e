import { BotError } from '../../contract/errors.ts';
import { parseNumber, parseYesNo, tidyCell } from './parse-cell.ts';

const LEFT = new Set([
  '1',
  'churn',
  'churned',
  'left',
  'lost',
  'leaver',
  'exited',
  'cancelled',
  'canceled',
  '流失',
  '已流失',
  '离开',
]);

/** One form for all ways of writing the same answer: `Yes`, `true`, `是`, `1` and `1.0` are "1". */
export function labelOf(cell: string): string {
  const tidy = tidyCell(cell).toLowerCase();
  const answer = parseYesNo(tidy) ?? parseNumber(tidy);
  return answer === null ? tidy : String(answer);
}

/**
 * The form (see `labelOf`) that means "left", from the values of the label column and how often each occurs. Raises
 * TRAINING_DATA_INVALID when there is one value only, when it is not plain which one is meant, or when the one that the mapping names
 * does not occur.
 */
export function choosePositive(column: string, values: ReadonlyMap<string, number>, wanted: string | null): string {
  const shown = [...values]
    .slice(0, 10)
    .map(([value, count]) => `${value} (${count} rows)`)
    .join(', ');
  if (wanted !== null) {
    const positive = labelOf(wanted);
    if (values.has(positive)) return positive;
    throw new BotError(
      'TRAINING_DATA_INVALID',
      `label.positive: "${wanted}" does not occur in "${column}": write one of its values, ${shown}`,
    );
  }
  if (values.size < 2) {
    const what = `The label "${column}" has ${values.size === 0 ? 'no values' : `one value only, ${shown}`}`;
    throw new BotError('TRAINING_DATA_INVALID', `${what}: export customers who left and customers who stayed`);
  }
  const candidates = [...values.keys()].filter((value) => LEFT.has(value));
  if (values.size === 2 && candidates[0] !== undefined && candidates.length === 1) return candidates[0];
  throw new BotError(
    'TRAINING_DATA_INVALID',
    `Which value of "${column}" means that the customer left? It holds ${shown}: write label: { positive: … } in the mapping`,
  );
}
