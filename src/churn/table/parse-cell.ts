const MISSING = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', '-', '--', '无', '未知']);
const YES = new Set(['yes', 'y', 'true', '是']);
const NO = new Set(['no', 'n', 'false', '否']);

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const CURRENCY_BEFORE = /^([+-]?)(?:[¥$€£]|cny|rmb|usd|eur)\s*/i;
const CURRENCY_AFTER = /\s*(?:[¥$€£元]|cny|rmb|usd|eur)$/i;

/** Trimmed, with full-width digits and signs (`１２％`, `￥`) in their ordinary form. */
export function tidyCell(cell: string): string {
  return (/^[\x00-\x7f]*$/.test(cell) ? cell : cell.normalize('NFKC')).trim();
}

/** Whether a tidy cell says that nothing is known. */
export function isMissing(cell: string): boolean {
  return cell.length <= 4 && MISSING.has(cell.toLowerCase());
}

/** 1 or 0 for a tidy yes or no, true or false, 是 or 否; null for anything else. */
export function parseYesNo(cell: string): 0 | 1 | null {
  if (cell.length > 5) return null;
  const word = cell.toLowerCase();
  return YES.has(word) ? 1 : NO.has(word) ? 0 : null;
}

/**
 * The number in a tidy cell, or null. Reads `1234.5`, `1,234.5`, `1e3`, amounts (`¥1,234`, `99元`, `$5`: the sign is dropped) and
 * percentages (`12.5%` is 0.125, as a spreadsheet keeps it).
 */
export function parseNumber(cell: string): number | null {
  if (PLAIN.test(cell)) return finite(Number(cell));
  if (!/\d/.test(cell)) return null;
  const isPercent = cell.endsWith('%');
  const bare = (isPercent ? cell.slice(0, -1).trimEnd() : cell).replace(CURRENCY_BEFORE, '$1').replace(CURRENCY_AFTER, '');
  const digits = GROUPED.test(bare) ? bare.replaceAll(',', '') : bare;
  if (!PLAIN.test(digits)) return null;
  return finite(isPercent ? Number(digits) / 100 : Number(digits));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
