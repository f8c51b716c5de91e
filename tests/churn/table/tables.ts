import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Mapping } from '../../../src/churn/table/mapping.ts';
import { readTrainingTable } from '../../../src/churn/table/read-table.ts';
import type { TableRoles } from '../../../src/churn/table/table.ts';
import { seededRandom } from '../../../src/numerics/seeded-random.ts';

const folder = mkdtempSync(join(tmpdir(), 'kefu-table-'));
let files = 0;

/** A file with this content, and its path. */
export function fileOf(content: string | Uint8Array): string {
  files += 1;
  const file = join(folder, `${files}.csv`);
  writeFileSync(file, content);
  return file;
}

export function csvOf(header: readonly string[], rows: readonly (readonly (string | number)[])[], delimiter = ','): string {
  return [header, ...rows].map((cells) => cells.join(delimiter)).join('\n');
}

/** Reads a table; the label is the column "left" unless a role says otherwise. */
export function readIt(content: string | Uint8Array, roles: Partial<TableRoles> = {}, mapping?: unknown) {
  return readTrainingTable(fileOf(content), {
    roles: { label: 'left', customer: null, time: null, groups: [], ...roles },
    mapping: Mapping.parse(mapping),
    onProgress: () => undefined,
  });
}

export interface ShopRow {
  readonly id: string;
  readonly tenure: number;
  readonly orders: number;
  readonly spend: string;
  readonly city: string;
  readonly left: 0 | 1;
}

/** Customers of a made-up shop: who is new or orders little leaves more often, by their own lot. */
export function makeShop(rows: number, seed = 1): readonly ShopRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, (_, n) => {
    const tenure = Math.floor(1_000 * random() ** 2);
    const orders = Math.floor(12 * random());
    const logit = 0.6 - tenure / 250 - 0.15 * orders;
    return {
      id: `C${n + 1}`,
      tenure,
      orders,
      spend: (500 * random()).toFixed(2),
      city: ['Beijing', 'Shanghai', 'Chengdu'][Math.floor(3 * random())] ?? '',
      left: random() < 1 / (1 + Math.exp(-logit)) ? 1 : 0,
    };
  });
}

export const SHOP_HEADER = ['id', 'tenure', 'orders', 'spend', 'city', 'left'] as const;

export function shopCsv(rows: readonly ShopRow[]): string {
  return csvOf(
    SHOP_HEADER,
    rows.map((row) => SHOP_HEADER.map((name) => row[name])),
  );
}
