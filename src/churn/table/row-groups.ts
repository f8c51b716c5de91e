/** Rows that belong together, however they were joined: if a with b and b with c, then a with c. */
export interface RowGroups {
  join(row: number, other: number): void;
  /** Per row the number of its group, counted from 0 in the order of their first rows. */
  groups(): Int32Array;
}

/** Each of the rows begins as a group of its own (disjoint sets with path compression, Tarjan 1975). */
export function createRowGroups(rows: number): RowGroups {
  const parents = Int32Array.from({ length: rows }, (_, row) => row);

  function rootOf(row: number): number {
    let root = row;
    while (parents[root] !== root) root = parents[root] ?? root;
    for (let n = row; n !== root;) {
      const next = parents[n] ?? root;
      parents[n] = root;
      n = next;
    }
    return root;
  }

  return {
    join(row, other) {
      parents[rootOf(row)] = rootOf(other);
    },
    groups() {
      const numbers = new Map<number, number>();
      return Int32Array.from({ length: rows }, (_, row) => {
        const root = rootOf(row);
        const number = numbers.get(root) ?? numbers.size;
        numbers.set(root, number);
        return number;
      });
    },
  };
}
