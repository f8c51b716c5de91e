/** The value below which a `share` of the ascending values lies, straight between neighbours (type 7 of Hyndman & Fan 1996). */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const left = sorted[low] ?? Number.NaN;
  const right = sorted[Math.min(low + 1, sorted.length - 1)] ?? left;
  return left + (place - low) * (right - left);
}

/** Distinct ascending values with how often each occurs. */
export function tally(sorted: Float64Array): readonly { readonly value: number; readonly count: number }[] {
  const found: { value: number; count: number }[] = [];
  for (const value of sorted) {
    const last = found.at(-1);
    if (last?.value === value) last.count += 1;
    else found.push({ value, count: 1 });
  }
  return found;
}

/** The known values of some rows, ascending. */
export function sortedKnown(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (i) => values[i] ?? Number.NaN)
    .filter((value) => !Number.isNaN(value))
    .sort();
}
