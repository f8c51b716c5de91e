import { SOUNDS } from './sounds.ts';

/** How often the examples must have the pair of characters that is meant, and which share of all that they have of the known one of both (`benchmarks/quality/slips`). */
const LEAST = 2;
const SHARE = 0.05;
const NONE = -1;
const HAN_WORD = /^\p{Script=Han}+$/u;
const HAN_RUNS = /\p{Script=Han}+/gu;

/**
 * Makes a function that mends Chinese characters taken for others of the same sound, as input methods offer them (法票 for 发票, 放快递规里 for 柜),
 * in a normalised text. Mended is a character that stands in no known pair with either neighbour, neither in a word of the encoder (`known`) nor
 * in the examples, to the one of its sound that comes there most often; a neighbour must point to it (票 to 发, but not 不 to 想, which has many).
 * With no `known` words it changes nothing, for then a rare word cannot be told from a slip.
 */
export function createHomophones(known: Iterable<string>, examples: readonly string[]): (normalised: string) => string {
  // By two characters as one number: how often the examples have them; 0 where only the encoder knows them.
  const pairs = new Map<number, number>();
  let words = 0;
  for (const word of known) {
    if (!HAN_WORD.test(word)) continue;
    words += 1;
    for (let n = 0; n + 1 < word.length; n += 1) pairs.set(pairOf(word.charCodeAt(n), word.charCodeAt(n + 1)), 0);
  }
  if (words === 0) return (normalised) => normalised;
  const times = new Map<number, number>();
  for (const example of examples) {
    for (const [run] of example.matchAll(HAN_RUNS)) {
      for (let n = 0; n < run.length; n += 1) {
        count(times, run.charCodeAt(n));
        if (n + 1 < run.length) count(pairs, pairOf(run.charCodeAt(n), run.charCodeAt(n + 1)));
      }
    }
  }
  const bySound = new Map<number, number[]>();
  for (const code of inPairs(pairs)) {
    const sound = SOUND_OF.get(code);
    if (sound === undefined) continue;
    const alike = bySound.get(sound);
    if (alike) alike.push(code);
    else bySound.set(sound, [code]);
  }

  /** How often the pair comes, or 0 where it is too rare for what is known of it. */
  const pointsTo = (pair: number, neighbour: number): number => {
    const together = pairs.get(pair) ?? 0;
    return together >= LEAST && together >= SHARE * (times.get(neighbour) ?? 0) ? together : 0;
  };

  function mended(run: string): string {
    const codes = Array.from({ length: run.length }, (_, n) => run.charCodeAt(n));
    for (const [n, here] of codes.entries()) {
      const [before, after] = [codes[n - 1], codes[n + 1]];
      const isKnown =
        (before !== undefined && pairs.has(pairOf(before, here))) || (after !== undefined && pairs.has(pairOf(here, after)));
      if (isKnown) continue;
      let most = 0;
      for (const other of bySound.get(SOUND_OF.get(here) ?? NONE) ?? []) {
        const left = before === undefined ? 0 : pointsTo(pairOf(before, other), before);
        const right = after === undefined ? 0 : pointsTo(pairOf(other, after), after);
        if (Math.max(left, right) > most) [codes[n], most] = [other, Math.max(left, right)];
      }
    }
    return String.fromCharCode(...codes);
  }
  return (normalised) => normalised.replace(HAN_RUNS, mended);
}

/** Two UTF-16 units as a whole number of 32 bits. Of characters beyond the first 65,536 the halves count, which is as good for a comparison. */
function pairOf(first: number, second: number): number {
  return (first << 16) | second;
}

function count(counts: Map<number, number>, of: number): void {
  counts.set(of, (counts.get(of) ?? 0) + 1);
}

/** The characters that may be meant. */
function inPairs(pairs: ReadonlyMap<number, number>): ReadonlySet<number> {
  const codes = new Set<number>();
  for (const [pair, together] of pairs) if (together >= LEAST) codes.add(pair >>> 16).add(pair & 0xffff);
  return codes;
}

/** The number of its sound, without its tone; none of a character that the table lacks. */
const SOUND_OF: ReadonlyMap<number, number> = new Map(
  SOUNDS.trim()
    .split(/\s+/)
    .flatMap((entry, sound) =>
      Array.from(entry.replace(/^[a-z]+/, ''), (character) => [character.charCodeAt(0), sound] as const),
    ),
);
