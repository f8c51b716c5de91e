/** Writes src/understanding/sounds.ts: `npx tsx scripts/make-sounds.ts`. By ICU's collation, as tiny-pinyin reads it. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pinyin from 'tiny-pinyin';

/** The 6,763 characters of GB 2312 stand in rows 16 to 87 of 94 places each. */
const [FIRST_ROW, LAST_ROW, PLACES, OFFSET] = [16, 87, 94, 0xa0] as const;

const IN_A_LINE = 4;
const decoder = new TextDecoder('gb2312', { fatal: true });
const bySound = new Map<string, string>();
for (let row = FIRST_ROW; row <= LAST_ROW; row += 1) {
  for (let place = 1; place <= PLACES; place += 1) {
    const character = decoded(row, place);
    const sound = character === null ? '' : pinyin.convertToPinyin(character, '', true);
    if (character !== null && /^[a-z]+$/.test(sound)) bySound.set(sound, (bySound.get(sound) ?? '') + character);
  }
}

function decoded(row: number, place: number): string | null {
  try {
    const character = decoder.decode(Uint8Array.of(row + OFFSET, place + OFFSET));
    return /^\p{Script=Han}$/u.test(character) ? character : null;
  } catch {
    return null;
  }
}

const sounds = [...bySound].sort(([a], [b]) => (a < b ? -1 : 1)).map(([sound, characters]) => `${sound}${characters}`);
const lines = Array.from({ length: Math.ceil(sounds.length / IN_A_LINE) }, (_, n) =>
  sounds.slice(n * IN_A_LINE, (n + 1) * IN_A_LINE).join(' '),
);
writeFileSync(
  resolve(import.meta.dirname, '../src/understanding/sounds.ts'),
  `/**
 * The characters of GB 2312 by their sound, without tones: each sound and its characters; of a character with several readings one.
 * Made by scripts/make-sounds.ts from ICU's collation (CLDR, Unicode licence), as tiny-pinyin (creeperyang, MIT) reads it; a table takes less
 * memory than the collation.
 */
export const SOUNDS = \`
${lines.join('\n')}
\`;
`,
);
