import { BotError } from '../../contract/errors.ts';
import type { LocalisedText } from '../../contract/language.ts';
import { countDuplicates } from './count-duplicates.ts';
import { findClones, type Clones } from './find-clones.ts';
import { findLeaks, type Leak } from './find-leaks.ts';
import { createRowGroups } from './row-groups.ts';
import type { Table } from './table.ts';

export interface CheckedTable {
  /** What the operator should know and what was done about it. */
  readonly warnings: readonly LocalisedText[];
  /** Per row the number of its group: rows of one customer, and copies, stay together in every split. */
  readonly groups: Int32Array;
}

export const FEWEST_EVENTS = 20;
/** Levels of a column for `--groups`. */
const MOST_GROUPS = 50;
/** A group of copies above this share of the table leaves nothing to split. */
const MOST_OF_THE_TABLE = 0.5;

/**
 * Whether a table can be learned from. Raises TRAINING_DATA_INVALID with all reasons at once, each with what to do: too few customers of
 * a class, columns that give the answer away (unless `trusted`), groups of too many levels. What can be dealt with is, and comes back as a
 * warning.
 */
export function checkTable(table: Table, trusted: readonly string[]): CheckedTable {
  const { frame, y } = table;
  const events = y.reduce((sum, label) => sum + label, 0);
  const refusals = [...refuseFewEvents(events, y.length), ...refuseManyGroups(table)];
  if (refusals.length === 0) refusals.push(...refuseLeaks(table, trusted));
  if (refusals.length > 0) throw new BotError('TRAINING_DATA_INVALID', refusals.join('\n'));
  const clones = findClones(frame, y, table.customers);
  const { groups, isUsable } = groupRows(table, clones);
  return {
    warnings: [
      ...warnUnlabelled(table),
      ...warnIgnored(table),
      ...warnFuture(table),
      ...warnDuplicates(table),
      ...clones.map((found) => warnClones(found, isUsable)),
    ],
    groups,
  };
}

function refuseFewEvents(events: number, rows: number): readonly string[] {
  if (Math.min(events, rows - events) >= FEWEST_EVENTS) return [];
  const found = `The table has ${events} customers who left and ${rows - events} who stayed`;
  return [`${found}: at least ${FEWEST_EVENTS} of each are needed; export a longer period`];
}

function refuseManyGroups({ groups }: Table): readonly string[] {
  return groups
    .filter(({ levels }) => levels.length > MOST_GROUPS)
    .map(
      ({ name, levels }) =>
        `--groups names "${name}", which has ${levels.length} values: name a column with at most ${MOST_GROUPS}, such as a range of ages`,
    );
}

function refuseLeaks({ frame, y, used }: Table, trusted: readonly string[]): readonly string[] {
  const sourceOf = (leak: Leak): string => used.find(({ name }) => name === leak.column)?.source ?? leak.column;
  return findLeaks(frame, y)
    .map((leak) => ({ ...leak, source: sourceOf(leak) }))
    .filter(({ source }) => !trusted.includes(source))
    .map(({ source, by, auc }) => {
      const what = by === 'missing' ? `Whether "${source}" is filled` : `"${source}" alone`;
      return (
        `${what} tells who left from who stayed (area under the curve ${auc.toFixed(3)}), as only what is written down afterwards does: ` +
        `list it under ignore in the mapping, or under trust if it is known before a customer leaves`
      );
    });
}

function groupRows(
  { frame, customers }: Table,
  clones: readonly Clones[],
): { readonly groups: Int32Array; readonly isUsable: boolean } {
  const byCustomer = customers ?? Int32Array.from({ length: frame.rows }, (_, row) => row);
  const firstRows = new Map<number, number>();
  const joined = createRowGroups(frame.rows);
  for (const [row, customer] of byCustomer.entries()) {
    const first = firstRows.get(customer) ?? row;
    firstRows.set(customer, first);
    joined.join(row, first);
  }
  const customersOnly = joined.groups();
  if (clones.length === 0) return { groups: customersOnly, isUsable: true };
  for (const { visit } of clones) visit((row, other) => joined.join(row, other));
  const groups = joined.groups();
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const isUsable = Math.max(...sizes.values()) <= MOST_OF_THE_TABLE * frame.rows;
  return { groups: isUsable ? groups : customersOnly, isUsable };
}

function warnUnlabelled({ unlabelled }: Table): readonly LocalisedText[] {
  if (unlabelled === 0) return [];
  return [{ en: `${unlabelled} rows without a label were left out.`, zh: `${unlabelled}行没有标签，已跳过。` }];
}

function warnIgnored({ ignored }: Table): readonly LocalisedText[] {
  return ignored.map(({ source, why }) => ({
    en: `The column "${source}" is not used: ${why.en}.`,
    zh: `未使用列“${source}”：${why.zh}。`,
  }));
}

function warnFuture({ frame, used, times }: Table): readonly LocalisedText[] {
  if (times === null) return [];
  return used.flatMap(({ source, name, type }): readonly LocalisedText[] => {
    const column = frame.columns.find((candidate) => candidate.name === name);
    if (!type.startsWith('date') || column?.kind !== 'number') return [];
    const later = column.values.reduce((count, days) => count + (days < 0 ? 1 : 0), 0);
    if (later === 0) return [];
    return [
      {
        en: `In ${later} rows "${source}" is later than the row's time: if it was not known then, list it under ignore in the mapping.`,
        zh: `有${later}行的“${source}”晚于该行的时间：如果当时还不知道，请在映射文件的 ignore 中列出该列。`,
      },
    ];
  });
}

function warnDuplicates({ frame, y }: Table): readonly LocalisedText[] {
  const { rows, contradicting } = countDuplicates(frame, y);
  if (rows === 0) return [];
  return [
    {
      en: `${rows} rows repeat another row in all columns, ${contradicting} of them with the other outcome.`,
      zh: `${rows}行与另一行完全相同，其中${contradicting}行的结果相反。`,
    },
  ];
}

function warnClones(clones: Clones, isUsable: boolean): LocalisedText {
  const share = Math.round(100 * clones.agreement);
  const how: LocalisedText =
    clones.kind === 'alike'
      ? {
          en: `${clones.rows} rows are equal to another row in at least ${clones.equal} of ${clones.columns} columns, and their outcomes agree (${share} % among those who left)`,
          zh: `${clones.rows}行与另一行在${clones.columns}列中至少${clones.equal}列相同，结果也一致（流失客户中${share}%）`,
        }
      : {
          en: `${clones.rows} rows have a copy ${clones.lag} rows away that differs only by constants, outcomes included`,
          zh: `${clones.rows}行在相隔${clones.lag}行处有副本，只差固定的数值，结果也相同`,
        };
  return isUsable
    ? {
        en: `${how.en}: this looks like copied data. Copies are kept together in every split, so that they do not flatter the scores.`,
        zh: `${how.zh}：数据像是复制出来的。划分数据时相似的行始终放在一起，以免分数虚高。`,
      }
    : {
        en: `${how.en}: this looks like copied data, and most of the table hangs together, so it cannot be split apart. Do not trust the scores.`,
        zh: `${how.zh}：数据像是复制出来的，且大部分行连成一片，无法分开。请不要相信这些分数。`,
      };
}
