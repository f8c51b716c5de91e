import pinyin from 'tiny-pinyin';

/** How often the examples must have the pair of characters that is meant (measured: 2 to 8 mend alike, and from 4 on hardly anything that was right). */
const LEAST = 4;
const HAN_WORD = /^\p{Script=Han}+$/u;
const HAN_RUNS = /\p{Script=Han}+/gu;

/**
 * Makes a function that mends Chinese characters taken for others of the same sound, as input methods offer them (法票 for 发票, 放快递规里 for 柜),
 * in a normalised text. Mended is a character that stands in no known pair with either neighbour, neither in a word of the encoder (`known`) nor
 * in the examples, to the one of its sound that comes there most often. With no `known` words it changes nothing, for then a rare word cannot
 * be told from a slip.
 */
export function createHomophones(known: Iterable<string>, examples: readonly string[]): (normalised: string) => string {
  // By two characters as one number: how often the examples have them; 0 where only the encoder knows them.
  const pairs = new Map<number, number>();
  const inUse = new Set<string>();
  let words = 0;
  for (const word of known) {
    if (!HAN_WORD.test(word)) continue;
    words += 1;
    for (let n = 0; n + 1 < word.length; n += 1) pairs.set(pairAt(word, n), 0);
  }
  if (words === 0) return (normalised) => normalised;
  for (const example of examples) {
    for (const [run] of example.matchAll(HAN_RUNS)) {
      for (let n = 0; n + 1 < run.length; n += 1) pairs.set(pairAt(run, n), (pairs.get(pairAt(run, n)) ?? 0) + 1);
    }
  }
  for (const [pair, times] of pairs) {
    if (times >= LEAST) for (const code of [pair >>> 16, pair & 0xffff]) inUse.add(String.fromCharCode(code));
  }
  const bySound = new Map<string, string[]>();
  for (const character of inUse) {
    const alike = bySound.get(soundOf(character));
    if (alike) alike.push(character);
    else bySound.set(soundOf(character), [character]);
  }

  function mended(run: string): string {
    let text = run;
    for (let n = 0; n < run.length; n += 1) {
      const [before, after] = [text.slice(Math.max(0, n - 1), n), text.slice(n + 1, n + 2)];
      const here = text.charAt(n);
      if (pairs.has(pairAt(before + here, 0)) || pairs.has(pairAt(here + after, 0))) continue;
      let [best, most] = [here, LEAST - 1];
      for (const other of bySound.get(soundOf(here)) ?? []) {
        const times = Math.max(pairs.get(pairAt(before + other, 0)) ?? 0, pairs.get(pairAt(other + after, 0)) ?? 0);
        if (times > most) [best, most] = [other, times];
      }
      text = text.slice(0, n) + best + text.slice(n + 1);
    }
    return text;
  }
  return (normalised) => normalised.replace(HAN_RUNS, mended);
}

/** Two characters as a number; none for one alone. Characters beyond the first 65,536 count by their halves, which is as good for a comparison. */
function pairAt(text: string, n: number): number {
  return n + 1 < text.length ? text.charCodeAt(n) * 0x10000 + text.charCodeAt(n + 1) : -1;
}

/** Without its tone, by ICU's collation (CLDR). Of a character with several readings one. */
function soundOf(character: string): string {
  return pinyin.convertToPinyin(character, '', true);
}
