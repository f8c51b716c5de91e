import { z } from 'zod';
import { BotError } from '../../contract/errors.ts';
import { FEATURES } from '../features.ts';
import { COLUMN_TYPES, type TableRoles } from './table.ts';

/** Names of the features that the service knows at serving time. */
export const FEATURE_NAMES: readonly string[] = FEATURES.full.map(({ name }) => name);

const featureName = z.string().refine((name) => FEATURE_NAMES.includes(name), {
  error: ({ input }) => `"${String(input)}" is no feature of the service: write one of ${FEATURE_NAMES.join(', ')}`,
});
const columnList = z.array(z.string(), 'write a list of column names, such as [RowNumber, Surname]');

/** The file behind `--mapping`: what the shop's columns are called and how they are to be read. docs/CHURN.md shows one. */
export const Mapping = z
  .strictObject({
    /** The shop's column to the service's feature. */
    columns: z.record(z.string(), featureName, 'write lines such as "member_days: tenureDays"').default({}),
    types: z
      .record(
        z.string(),
        z.enum(COLUMN_TYPES, `write one of ${COLUMN_TYPES.join(', ')}`),
        'write lines such as "city_tier: category"',
      )
      .default({}),
    ignore: columnList.default([]),
    /** Columns that look like a leak and are none. */
    trust: columnList.default([]),
    label: z
      .strictObject({
        positive: z.union([z.string(), z.number(), z.boolean()], 'write the value that means that the customer left'),
      })
      .optional(),
  })
  .default({ columns: {}, types: {}, ignore: [], trust: [] });
export type Mapping = z.infer<typeof Mapping>;

export const NO_MAPPING: Mapping = Mapping.parse(undefined);

/** Raises TRAINING_DATA_INVALID when the mapping or a role names a column that the header lacks, or two columns get one name. */
export function checkNames(header: readonly string[], mapping: Mapping, roles: TableRoles): void {
  const named: readonly (readonly [key: string, column: string])[] = [
    ...Object.keys(mapping.columns).map((column) => ['columns', column] as const),
    ...Object.keys(mapping.types).map((column) => ['types', column] as const),
    ...mapping.ignore.map((column) => ['ignore', column] as const),
    ...mapping.trust.map((column) => ['trust', column] as const),
    ...(['label', 'customer', 'time'] as const).flatMap((role) =>
      roles[role] === null ? [] : [[`--${role}`, roles[role]] as const],
    ),
    ...roles.groups.map((column) => ['--groups', column] as const),
  ];
  for (const [key, column] of named) {
    if (!header.includes(column)) {
      const what = `${key} names the column "${column}", which the table does not have`;
      throw new BotError('TRAINING_DATA_INVALID', `${what}: write one of ${listed(header)}`);
    }
  }
  const owners = new Map<string, string>();
  for (const source of header.filter((column) => !mapping.ignore.includes(column))) {
    const name = mapping.columns[source] ?? source;
    const owner = owners.get(name);
    if (owner !== undefined) {
      const what = `columns: "${owner}" and "${source}" are both called ${name}`;
      throw new BotError('TRAINING_DATA_INVALID', `${what}: list one of them under ignore, or take its line out`);
    }
    owners.set(name, source);
  }
}

function listed(header: readonly string[]): string {
  const shown = header.slice(0, 40).join(', ');
  return header.length > 40 ? `${shown}, … (${header.length} columns)` : shown;
}
