import pinyin from 'tiny-pinyin';
import { normalise } from '../../../src/understanding/normalise.ts';
import type { IntentRow } from '../../../src/understanding/evaluate.ts';

/** Keys beside each letter on a QWERTY keyboard. */
const BESIDE: Readonly<Record<string, string>> = {
  a: 'sq', b: 'vn', c: 'xv', d: 'sf', e: 'wr', f: 'dg', g: 'fh', h: 'gj', i: 'uo', j: 'hk', k: 'jl', l: 'k', m: 'n', n: 'bm', o: 'ip', p: 'o',
  q: 'w', r: 'et', s: 'ad', t: 'ry', u: 'yi', v: 'cb', w: 'qe', x: 'zc', y: 'tu', z: 'x',
}; // prettier-ignore
/** Characters of one sound that an input method offers first. */
const OFFERED = 5;

/**
 * The messages, normalised, each with one slip: in English in a word of four letters or more, a letter left out (35 of 100), doubled, swapped
 * with the next (25 each) or a key beside it (15), never the first; in Chinese a character taken for one of the five commonest others of its
 * sound. Without those that have no place for one. `random` gives numbers in [0, 1).
 */
export function makeSlips(
  rows: readonly IntentRow[],
  random: () => number,
): readonly { readonly row: IntentRow; readonly slipped: string }[] {
  const bySound = homophones(rows.filter(({ lang }) => lang === 'zh').map(({ text }) => normalise(text)));
  return rows.flatMap((row) => {
    const text = normalise(row.text);
    const slipped = row.lang === 'zh' ? slipInChinese(text, bySound, random) : slipInEnglish(text, random);
    return slipped === null || slipped === text ? [] : [{ row: { ...row, text }, slipped }];
  });
}

function slipInEnglish(text: string, random: () => number): string | null {
  const words = [...text.matchAll(/(?<![\w@.])[a-z]{4,}(?![\w@])/g)];
  const word = pick(words, random);
  if (word === undefined) return null;
  const n = word.index + 1 + Math.floor(random() * (word[0].length - 2));
  const [before, letter, next, after] = [text.slice(0, n), text.charAt(n), text.charAt(n + 1), text.slice(n + 2)];
  const kind = random();
  if (kind < 0.35) return before + next + after;
  if (kind < 0.6) return before + letter + letter + next + after;
  if (kind < 0.85) return before + next + letter + after;
  return before + (pick(Array.from(BESIDE[letter] ?? letter), random) ?? letter) + next + after;
}

function slipInChinese(text: string, bySound: ReadonlyMap<string, readonly string[]>, random: () => number): string | null {
  const places = [...text.matchAll(/\p{Script=Han}/gu)].flatMap(({ 0: character, index }) => {
    const others = (bySound.get(soundOf(character)) ?? []).filter((other) => other !== character).slice(0, OFFERED);
    return others.length > 0 ? [{ index, others }] : [];
  });
  const place = pick(places, random);
  const other = place && pick(place.others, random);
  return place && other !== undefined ? text.slice(0, place.index) + other + text.slice(place.index + 1) : null;
}

/** Characters by their sound, the commonest in the texts first. */
function homophones(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [character] of text.matchAll(/\p{Script=Han}/gu)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const bySound = new Map<string, string[]>();
  for (const [character] of [...counts].sort(([, a], [, b]) => b - a)) {
    bySound.set(soundOf(character), [...(bySound.get(soundOf(character)) ?? []), character]);
  }
  return bySound;
}

function soundOf(character: string): string {
  return pinyin.convertToPinyin(character, '', true);
}

function pick<Item>(items: readonly Item[], random: () => number): Item | undefined {
  return items[Math.floor(random() * items.length)];
}
