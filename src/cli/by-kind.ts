/** What `count` makes of all results, and of those of each kind. */
export function byKind<R extends { readonly kind: string }, C>(
  results: readonly R[],
  count: (kept: readonly R[]) => C,
): Readonly<Record<string, C>> {
  const kinds = [...new Set(results.map(({ kind }) => kind))];
  return {
    all: count(results),
    ...Object.fromEntries(kinds.map((kind) => [kind, count(results.filter((result) => result.kind === kind))])),
  };
}
