import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { readPages, type Cell, type Row } from './read-pages.ts';

export interface TableSum {
  readonly rows: number;
  /** The SHA-256 of each row, added up modulo 2^256 in hexadecimal: it does not depend on the order, which databases sort differently. */
  readonly sum: string;
}

const MODULUS = 1n << 256n;

/** Counts and sums up what a table holds. Two tables with the same sum hold the same rows, whatever database they are in. */
export async function sumTable(db: Kysely<Schema>, table: keyof Schema): Promise<TableSum> {
  let rows = 0;
  let sum = 0n;
  for await (const page of readPages(db, table, null)) {
    rows += page.length;
    for (const row of page) sum = (sum + hashOf(row)) % MODULUS;
  }
  return { rows, sum: sum.toString(16).padStart(64, '0') };
}

function hashOf(row: Row): bigint {
  const hash = createHash('sha256');
  for (const column of Object.keys(row).sort()) {
    const [kind, bytes] = bytesOf(row[column] ?? null);
    // Lengths keep `a|bc` and `ab|c` apart.
    hash.update(`${column}:${kind}:${bytes.length}:`).update(bytes);
  }
  return BigInt(`0x${hash.digest('hex')}`);
}

function bytesOf(cell: Cell): readonly [kind: string, bytes: Buffer] {
  if (cell === null) return ['null', Buffer.alloc(0)];
  if (typeof cell === 'number') return ['number', Buffer.from(String(cell))];
  if (typeof cell === 'string') return ['text', Buffer.from(storedText(cell))];
  return ['bytes', cell];
}

/** As PostgreSQL holds it; see `storage/postgres/adapt-pool.ts`. */
function storedText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
