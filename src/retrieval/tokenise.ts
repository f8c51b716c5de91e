import porter from 'natural/lib/natural/stemmers/porter_stemmer.js';

/** Runs of Chinese characters, or words of any other script with their digits. */
const RUN = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+(?:['’][a-z]+)?/gu;
const HAN = /^\p{Script=Han}/u;
const ENGLISH = /^[a-z]/;
const CLITIC = /['’][a-z]+$/;
const LONGEST_WORD = 40;

/**
 * Terms of a normalised text: English words stemmed (Porter), Chinese as characters and pairs of neighbours, which need no dictionary
 * and find words that no dictionary knows.
 */
export function tokenise(text: string): readonly string[] {
  const terms: string[] = [];
  for (const [run] of text.matchAll(RUN)) {
    if (!HAN.test(run)) {
      const word = run.replace(CLITIC, '').slice(0, LONGEST_WORD);
      terms.push(ENGLISH.test(word) ? porter.stem(word) : word);
      continue;
    }
    const characters = Array.from(run);
    for (const [n, character] of characters.entries()) {
      terms.push(character);
      const following = characters[n + 1];
      if (following !== undefined) terms.push(character + following);
    }
  }
  return terms;
}
