/** "Does it?", 这个呢: says of what it speaks only by what was said before. */
export function refersBack(normalised: string): boolean {
  return REFERS.test(normalised);
}

const REFERS = /\b(?:it|its|they|them|that|those|one)\b|这个|那个|它|这件|那件|这单|上面/u;

/** "How long", 要运费吗: hardly more than a question word, which fits any subject. */
export function isTerse(normalised: string): boolean {
  return normalised.length <= (/\p{Script=Han}/u.test(normalised) ? 5 : 14);
}
