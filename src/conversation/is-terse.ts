/** "How long", 要运费吗: hardly more than a question word, which fits any subject. */
export function isTerse(normalised: string): boolean {
  return normalised.length <= (/\p{Script=Han}/u.test(normalised) ? 5 : 14);
}
