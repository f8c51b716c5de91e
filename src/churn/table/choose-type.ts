import { BotError } from '../../contract/errors.ts';
import type { LocalisedText } from '../../contract/language.ts';
import { DATE_ORDERS, type ColumnProfile, type Oddity } from './profile-column.ts';
import type { DateOrder } from './parse-date.ts';
import type { ColumnType } from './table.ts';

export type Choice =
  { readonly kind: 'used'; readonly type: ColumnType } | { readonly kind: 'ignored'; readonly why: LocalisedText };

/** From this share on, what is no number in a column is a slip and not the nature of the column. */
const NEARLY_ALL = 0.95;
/** With more different values than codes and sizes have (38, 40, XL), half of them numbers is enough. */
const MOST = 0.5;
const MOST_CODES = 50;
/** Fewer cells than this say nothing about the nature of a column. */
const FEW = 20;
/** Endings of the names that columns of identifiers bear, as a word of their own or in camel case; and their Chinese names. */
const IDENTIFIER_WORD = /(?:^|[_\s-])(?:id|uid|no|number|code)$/i;
const IDENTIFIER_NAME = /[a-z]I[dD]$|编号|号码|序号|单号|账号|手机|电话/;

const TYPE_OF_ORDER = {
  ymd: 'date',
  dmy: 'date-dmy',
  mdy: 'date-mdy',
} as const satisfies Record<DateOrder, ColumnType>;

/**
 * How a column of `rows` rows is read, from what its cells look like. Raises TRAINING_DATA_INVALID with line and value where a column is
 * nearly all numbers or dates, or where its dates can be read in two ways, and says what to write in the mapping.
 */
export function chooseType(file: string, name: string, rows: number, profile: ColumnProfile): Choice {
  const { filled, numbers, yesNos, dates, values } = profile;
  if (filled === 0) return { kind: 'ignored', why: { en: 'it is empty', zh: '整列为空' } };
  if (values.size === 1 && filled === rows) {
    const only = shortened(String([...values][0] ?? ''));
    return { kind: 'ignored', why: { en: `each row holds "${only}"`, zh: `每行都是“${only}”` } };
  }
  if (numbers < filled && yesNos === filled) return { kind: 'used', type: 'yes-no' };
  const orders = DATE_ORDERS.filter((order) => dates[order] === filled);
  if (orders.length > 1) {
    const what = `${file}: the dates in "${name}" can be read day first or month first`;
    throw new BotError('TRAINING_DATA_INVALID', `${what}: write types: { ${quoted(name)}: date-dmy } or date-mdy in the mapping`);
  }
  if (orders[0] !== undefined) return { kind: 'used', type: TYPE_OF_ORDER[orders[0]] };
  if (numbers === filled) return isIdentifier(name, profile) ? asIdentifier(profile) : { kind: 'used', type: 'number' };
  refuseSlip(file, name, profile, { kind: 'number', count: numbers, first: profile.firstNoNumber });
  refuseSlip(file, name, profile, { kind: 'date', count: Math.max(...Object.values(dates)), first: profile.firstNoDate });
  if (profile.isOverLimit || (filled >= FEW && values.size > 0.9 * filled)) return asIdentifier(profile);
  return { kind: 'used', type: 'category' };
}

function isIdentifier(name: string, { filled, integers, isAllDistinct, isSequence }: ColumnProfile): boolean {
  const isNamedSo = IDENTIFIER_WORD.test(name) || IDENTIFIER_NAME.test(name);
  return filled >= FEW && integers === filled && isAllDistinct && (isSequence || isNamedSo);
}

function asIdentifier({ values, isOverLimit }: ColumnProfile): Choice {
  const [en, zh] = isOverLimit ? ['more than ', '超过'] : ['', ''];
  return {
    kind: 'ignored',
    why: {
      en: `it holds ${en}${values.size} different values, which name customers rather than describe them`,
      zh: `有${zh}${values.size}个不同的值，像编号而不像特征`,
    },
  };
}

function refuseSlip(
  file: string,
  name: string,
  { filled, values }: ColumnProfile,
  { kind, count, first }: { readonly kind: 'number' | 'date'; readonly count: number; readonly first: Oddity | null },
): void {
  const enough = values.size > MOST_CODES ? MOST : NEARLY_ALL;
  if (first === null || count < FEW || count < enough * filled) return;
  const others = filled - count;
  const what = `${file}:${first.line}: "${shortened(first.cell)}" is no ${kind}, but ${count} of ${filled} cells of "${name}" are`;
  const how = `correct ${others === 1 ? 'the cell' : `the ${others} others`} or leave them empty; if the column is a category, write types: { ${quoted(name)}: category } in the mapping, and if it only names customers, list it under ignore`;
  throw new BotError('TRAINING_DATA_INVALID', `${what}: ${how}`);
}

function quoted(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_ ]*$/u.test(name) ? name : JSON.stringify(name);
}

function shortened(cell: string): string {
  return cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
}
