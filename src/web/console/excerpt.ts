export interface ExcerptPart {
  readonly text: string;
  /** One of the words that were looked for. */
  readonly isHit: boolean;
}

const BEFORE = 30;
const LONGEST = 160;

/** What to show of a message: the words looked for, and what stands around the first of them. `words` are in lower case. */
export function excerpt(text: string, words: readonly string[]): readonly ExcerptPart[] {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const lower = line.toLowerCase();
  const places = words.map((word) => lower.indexOf(word)).filter((at) => at !== -1);
  const first = places.length === 0 ? 0 : Math.min(...places);
  const from = first > BEFORE * 2 ? first - BEFORE : 0;
  const to = Math.min(line.length, from + LONGEST);
  const shown = `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`;
  if (words.length === 0) return [{ text: shown, isHit: false }];
  const hits = new RegExp(`(${words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')})`, 'iu');
  return shown
    .split(hits)
    .map((part, n) => ({ text: part, isHit: n % 2 === 1 }))
    .filter((part) => part.text !== '');
}
