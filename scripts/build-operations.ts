import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { SETTINGS } from '../src/config/load-config.ts';

/*
 * Writes the table of settings into docs/OPERATIONS.md: `npx tsx scripts/build-operations.ts`. tests/docs/operations.test.ts fails while
 * the page and src/config/load-config.ts differ.
 */

export const PAGE_FILE = resolve(import.meta.dirname, '../docs/OPERATIONS.md');
const BLOCK = /(<!-- settings:begin -->\n)[\s\S]*?(<!-- settings:end -->)/;

/** The page with the table of today. */
export function withSettings(page: string): string {
  if (!BLOCK.test(page)) throw new Error('docs/OPERATIONS.md has lost its settings:begin and settings:end markers');
  return page.replace(BLOCK, (_block, begin: string, end: string) => begin + settingsTable() + end);
}

function settingsTable(): string {
  const rows = Object.entries(SETTINGS.shape).map(([name, setting]) =>
    [`\`${name}\``, takes(setting), defaultOf(setting), setting.description ?? ''].map((cell) => ` ${cell} `).join('|'),
  );
  return ['| setting | takes | default | what it is |', '|---|---|---|---|', ...rows.map((row) => `|${row}|`), ''].join('\n');
}

interface Described {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
}

function takes(setting: z.ZodType): string {
  const { type, format, minimum, maximum, minLength, ...schema } = z.toJSONSchema(setting, { io: 'input' }) as Described;
  if (schema.enum) return schema.enum.join(', ');
  if (type === 'integer' || type === 'number') {
    const [least, most] = [minimum ?? 0, maximum ?? Number.MAX_SAFE_INTEGER];
    const what = type === 'integer' ? 'whole number' : 'number';
    if (schema.exclusiveMinimum === 0) return `${what} over 0`;
    return most === Number.MAX_SAFE_INTEGER ? `${what} from ${least}` : `${what}, ${least} to ${most}`;
  }
  if (format === 'uri') return 'address';
  if (format === 'email') return 'e-mail';
  return minLength !== undefined && minLength > 1 ? `text of ${minLength} characters or more` : 'text';
}

function defaultOf(setting: z.ZodType): string {
  const data: unknown = setting.safeParse(undefined).data;
  const isShown = typeof data === 'number' || typeof data === 'boolean' || (typeof data === 'string' && data !== '');
  return isShown ? `\`${data}\`` : '';
}

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE_FILE, withSettings(readFileSync(PAGE_FILE, 'utf8')));
