/** A tokenizer.json as far as its pieces: a list with scores (Unigram), or a table of ids (WordPiece, BPE). */
interface Tokenizer {
  readonly model: { readonly vocab?: unknown };
}

/** What marks the beginning of a word: SentencePiece and byte-level BPE; WordPiece marks what goes on instead, with ##. */
const BEGINS = /^[▁Ġ]/u;
const WORD = /^[a-z]{2,}$/;
/** Chinese words carry no mark. */
const CHINESE_WORD = /^\p{Script=Han}{2,}$/u;

/**
 * The lower-case English words, and the Chinese ones of two characters or more, that are one piece of the model, so that it surely met them;
 * no English ones where pieces cannot be told from words.
 */
export function knownWords({ model: { vocab } }: Tokenizer): ReadonlySet<string> {
  const pieces = Array.isArray(vocab)
    ? vocab.map((entry: unknown) => (Array.isArray(entry) ? String(entry[0]) : ''))
    : Object.keys(vocab ?? {});
  const isMarked = pieces.some((piece) => BEGINS.test(piece));
  const isWordPiece = pieces.some((piece) => piece.startsWith('##'));
  const chinese = pieces.filter((piece) => CHINESE_WORD.test(piece));
  if (!isMarked && !isWordPiece) return new Set(chinese);
  const words = isMarked ? pieces.filter((piece) => BEGINS.test(piece)).map((piece) => piece.slice(1)) : pieces;
  return new Set([...words.filter((word) => WORD.test(word)), ...chinese]);
}
