import { Converter } from 'opencc-js/t2cn';

const toSimplified = Converter({ from: 'tw', to: 'cn' });

// Zero-width and joining characters, bidirectional marks, soft hyphen, variation selectors, other control characters.
const INVISIBLE = /[\p{Cc}\p{Cf}\uFE00-\uFE0F\u00AD]/gu;
const TRADITIONAL = /\p{Script=Han}/u;

/**
 * The form in which messages are compared: NFKC (full-width becomes half-width), traditional folded to simplified characters, invisible
 * characters dropped, spaces collapsed, lower case, runs of the same sign or character shortened to three ("!!!!!!", "哈哈哈哈哈").
 */
export function normalise(text: string): string {
  const visible = text
    .replace(/[\t\n\r]+/g, ' ')
    .normalize('NFKC')
    .replace(INVISIBLE, '');
  const folded = TRADITIONAL.test(visible) ? toSimplified(visible) : visible;
  return folded
    .toLowerCase()
    .replace(/(\P{N})\1{3,}/gu, '$1$1$1')
    .replace(/\s+/g, ' ')
    .trim();
}
