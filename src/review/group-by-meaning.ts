import { gently } from '../numerics/gently.ts';
import { dot } from '../retrieval/dot.ts';

/** Rows of likenesses between two turns of the event loop: a few milliseconds of four hundred vectors. */
const AT_ONCE = 20;

/**
 * Groups of unit vectors (n × d) that mean the same, by average linkage: the two groups whose members are most alike on average become one,
 * as long as that average is `least` or more. Groups are lists of places in `vectors`, the largest first, and of each the most typical
 * member first. Found along chains of nearest neighbours (Murtagh 1983), in n² · d steps and 4 · n² bytes.
 */
export async function groupByMeaning(vectors: readonly Float32Array[], least: number): Promise<readonly (readonly number[])[]> {
  const n = vectors.length;
  const rows = await gently(vectors, (a) => Float32Array.from(vectors, (b) => dot(a, b)), AT_ONCE);
  // Of two groups, at the places of their first members; the vectors' own likenesses stay in `rows`.
  const likeness = rows.map((row) => Float32Array.from(row));
  const open = new Map(vectors.map((_, place) => [place, [place]]));
  const groups: (readonly number[])[] = [];
  let chain: readonly number[] = [];
  while (open.size > 0) {
    if (chain.length === 0) chain = [...open.keys()].slice(0, 1);
    const [last = 0, before] = [chain.at(-1), chain.at(-2)];
    const nearest = nearestTo(last, before);
    if (nearest === null) {
      // Joining others makes no two groups more alike, so nothing will ever join this one.
      chain = chain.slice(0, -1);
      groups.push(open.get(last) ?? []);
      open.delete(last);
    } else if (nearest === before) {
      chain = chain.slice(0, -2);
      join(before, last);
    } else chain = [...chain, nearest];
  }
  return groups.map(byTypicality).sort((a, b) => b.length - a.length || Math.min(...a) - Math.min(...b));

  function nearestTo(group: number, preferred: number | undefined): number | null {
    let nearest = preferred ?? null;
    let most = nearest === null ? least : between(group, nearest);
    for (const other of open.keys()) {
      const alike = between(group, other);
      if (other !== group && (nearest === null ? alike >= most : alike > most)) [nearest, most] = [other, alike];
    }
    return nearest;
  }

  function join(group: number, other: number): void {
    const [own = [], others = []] = [open.get(group), open.get(other)];
    for (let third = 0; third < n; third += 1) {
      const sum = own.length * between(group, third) + others.length * between(other, third);
      const [row, column] = [likeness[group], likeness[third]];
      if (row && column) row[third] = column[group] = sum / (own.length + others.length);
    }
    open.set(group, [...own, ...others]);
    open.delete(other);
  }

  function between(group: number, other: number): number {
    return likeness[group]?.[other] ?? 0;
  }

  /** Those first that are most alike to all others of the group. */
  function byTypicality(group: readonly number[]): readonly number[] {
    return group
      .map((place) => ({
        place,
        sum: group.reduce((sum, other) => sum + (other === place ? 0 : (rows[place]?.[other] ?? 0)), 0),
      }))
      .sort((a, b) => b.sum - a.sum || a.place - b.place)
      .map(({ place }) => place);
  }
}
