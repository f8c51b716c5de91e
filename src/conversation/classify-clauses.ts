import type { Classification } from '../contract/understanding.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Understander } from '../understanding/understander.ts';

/** Each clause understood as if it were a message. Raises what the embedder raises. */
export async function classifyClauses(
  clauses: readonly string[],
  { understander, embedder, signal }: { understander: Understander; embedder: Embedder; signal?: AbortSignal },
): Promise<readonly Classification[]> {
  if (clauses.length === 0) return [];
  const analyses = clauses.map((clause) => understander.analyse(clause));
  const vectors = await embedder.embed(
    analyses.map(({ normalised }) => normalised),
    { purpose: 'query', ...(signal && { signal }) },
  );
  return analyses.flatMap((analysis, n) => {
    const vector = vectors[n];
    return vector === undefined ? [] : [understander.classify(vector, analysis)];
  });
}
