/** A word by itself: nothing of a number, an address or a name with a hyphen. */
const WORD = /(?<![\w@.'’/-])[a-z]{4,20}(?![\w@'’/-]|\.\w)/gu;
const IN_CONTENT = /[a-z]+/gu;
const LATIN = /^[a-z]/;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Endings with which a word that the encoder knows is known, too; what may stand before them. */
const ENDINGS = [
  [/(?:s|es|ing|ly|ed|er|ers|y)$/, ''],
  [/(?:ing|y)$/, 'e'],
  [/(?<=e)(?:d|r|rs)$/, ''],
  [/ies$/, 'y'],
] as const;
/** "Havent", "youre". */
const CONTRACTION =
  /^(?:(?:is|was|has|have|had|did|does|do|could|would|should|are|were|ca|wo|must|need)nt|(?:you|they|we)(?:re|ve|ll|d))$/;
/** How often the examples must have a word to mend to it: often enough not to be a slip itself; a short one has more neighbours. */
const SEEN = 2;
const SEEN_SHORT = 8;
/** So often it is a word, whether or not the encoder knows it: a product, a club. */
const SURELY_A_WORD = 8;
const SHORT = 4;
/** Words of one text that are looked up: a wall of nonsense must not cost time. */
const MOST = 60;

/**
 * Makes a function that mends English words with one slip (a letter too many, missing, wrong or swapped; Damerau 1964) in a normalised text. Mended is what neither the encoder
 * (`known`) nor the examples have, to the word of the examples that comes most often. The first letter is taken as right: it nearly always is
 * (Kukich 1992, 2.1). With no `known` words it changes nothing, for then a rare word cannot be told from a slip.
 */
export function createSpelling(known: ReadonlySet<string>, examples: readonly string[]): (normalised: string) => string {
  if (![...known].some((word) => LATIN.test(word))) return (normalised) => normalised;
  const seen = new Map<string, number>();
  for (const example of examples) {
    for (const [word] of example.matchAll(IN_CONTENT)) seen.set(word, (seen.get(word) ?? 0) + 1);
  }
  const isKnown = (word: string): boolean =>
    known.has(word) ||
    CONTRACTION.test(word) ||
    ENDINGS.some(([ending, instead]) => ending.test(word) && known.has(word.replace(ending, instead)));
  const isMeant = (word: string, least: number): boolean => {
    const times = seen.get(word) ?? 0;
    return times >= least && (times >= SURELY_A_WORD || isKnown(word));
  };

  function mended(word: string): string {
    const least = word.length === SHORT ? SEEN_SHORT : SEEN;
    let best = word;
    for (const near of oneSlipAway(word)) {
      if ((seen.get(near) ?? 0) > (seen.get(best) ?? 0) && isMeant(near, least)) best = near;
    }
    return best;
  }

  return (normalised) => {
    let lookedUp = 0;
    return normalised.replace(WORD, (word) => {
      if (isKnown(word) || seen.has(word)) return word;
      lookedUp += 1;
      return lookedUp > MOST ? word : mended(word);
    });
  };
}

/** What becomes of the word with one letter left out, swapped with the next, changed or added; the first stays, or is swapped. */
function* oneSlipAway(word: string): Generator<string> {
  for (let n = 0; n <= word.length; n += 1) {
    const [before, after] = [word.slice(0, n), word.slice(n)];
    if (after.length > 1) yield before + after.charAt(1) + after.charAt(0) + after.slice(2);
    if (n === 0) continue;
    if (after !== '') yield before + after.slice(1);
    for (const letter of LETTERS) {
      yield before + letter + after;
      if (after !== '') yield before + letter + after.slice(1);
    }
  }
}
