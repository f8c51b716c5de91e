/**
 * Text → unit vector. The same text gives bit for bit the same vector, whatever else is embedded with it and whichever
 * process computes it, so that decisions can be replayed.
 */
export interface Embedder {
  /** Names weights and pooling: `<folder or hub name>@<12 hex digits of a SHA-256 over its files>`. Part of cache keys. */
  readonly id: string;
  readonly dimensions: number;
  /** Lower-case English and Chinese words that the model surely met (`knownWords`). */
  readonly words: ReadonlySet<string>;
  /**
   * One vector of `dimensions` float32 with norm 1 a text, in order.
   * Raises EMBEDDING_UNAVAILABLE when the worker is gone (it restarts by itself), DEADLINE_EXCEEDED when `signal` aborts first.
   * `purpose` only matters to models that want a prefix (e5: `query: ` / `passage: `).
   */
  embed(
    texts: readonly string[],
    options?: { readonly signal?: AbortSignal; readonly purpose?: 'query' | 'passage' },
  ): Promise<readonly Float32Array[]>;
  /** May be called twice. */
  dispose(): Promise<void>;
}
