/** Saturation of repeated terms and weight of a document's length: the usual values. */
const K1 = 1.2;
const B = 0.75;

export interface Bm25 {
  /** Score of every document, in order, for the terms; 0 where none is found. */
  scores(terms: readonly string[]): Float64Array;
  /** The most that a document could score for these terms: what makes scores of different questions comparable. */
  ceiling(terms: readonly string[]): number;
  /** Weight of a term: rare terms weigh more, unknown ones most. */
  idf(term: string): number;
  /** Documents that hold the term. */
  documentsWith(term: string): Int32Array;
  holds(document: number, term: string): boolean;
}

/**
 * Okapi BM25 (Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, 3.1-3.4) with Lucene's idf,
 * ln(1 + (N − n + ½) / (n + ½)), which is never negative. A term counts once however often the question repeats it.
 */
export function createBm25(documents: readonly (readonly string[])[]): Bm25 {
  const postings = new Map<string, { readonly documents: number[]; readonly counts: number[] }>();
  const lengths = documents.map((terms) => terms.length);
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, documents.length);
  for (const [n, terms] of documents.entries()) {
    const counts = new Map<string, number>();
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    for (const [term, count] of counts) {
      const posting = postings.get(term) ?? { documents: [], counts: [] };
      posting.documents.push(n);
      posting.counts.push(count);
      postings.set(term, posting);
    }
  }
  const compact = new Map(
    [...postings].map(([term, { documents: found, counts }]) => [
      term,
      {
        documents: Int32Array.from(found),
        gains: Float64Array.from(counts, (count, n) => {
          const length = (lengths[found[n] ?? 0] ?? 0) / meanLength;
          return (count * (K1 + 1)) / (count + K1 * (1 - B + B * length));
        }),
      },
    ]),
  );
  const nowhere = new Int32Array(0);
  const idf = (term: string): number => {
    const n = compact.get(term)?.documents.length ?? 0;
    return Math.log(1 + (documents.length - n + 0.5) / (n + 0.5));
  };

  return {
    idf,
    documentsWith: (term) => compact.get(term)?.documents ?? nowhere,
    holds: (document, term) => isAmong(compact.get(term)?.documents ?? nowhere, document),
    ceiling: (terms) => [...new Set(terms)].reduce((sum, term) => sum + idf(term) * (K1 + 1), 0),
    scores(terms) {
      const scores = new Float64Array(documents.length);
      for (const term of new Set(terms)) {
        const posting = compact.get(term);
        if (!posting) continue;
        const weight = idf(term);
        for (let n = 0; n < posting.documents.length; n += 1) {
          const document = posting.documents[n] ?? 0;
          scores[document] = (scores[document] ?? 0) + weight * (posting.gains[n] ?? 0);
        }
      }
      return scores;
    },
  };
}

/** Whether an ascending list has this number. */
function isAmong(list: Int32Array, wanted: number): boolean {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return list[low] === wanted;
}
