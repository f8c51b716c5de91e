/** Longer than anything that is said in passing; it also bounds the work of the pattern. */
const LONGEST = 60;
const BETWEEN = String.raw`[\s,，.。!！~～、…;；]*`;

/** Words around what is meant that change nothing of it. None is the beginning of another, so that a text is read in one way only. */
const BEFORE = String.raw`ok(?:ay)?\b|oh\b|ah\b|no\b|well\b|so\b|then\b|actually\b|please\b|just\b|sorry\b|thanks\b|all ?right\b|fine\b|yes\b|yeah\b|好|吧|的|那|哦|噢|额|呃|嗯|唉|哎|你|您|我|还是|就|请|先|也|都|谢谢|抱歉`;
const AFTER = String.raw`then\b|please\b|thanks\b|thank you\b|now\b|any ?more\b|sorry\b|ok(?:ay)?\b|了|吧|啊|哈|呀|啦|哦|的|呢|好|先|谢谢|你|您`;

/**
 * Whether a message says just this and nothing beside it: one of the `meanings` (sources of patterns, in the normal form of messages), as
 * often as it likes, between words that change nothing of it. The same words within a longer sentence may mean anything.
 */
export function saysJust(meanings: readonly string[]): (normalised: string) => boolean {
  const meant = meanings.join('|');
  const pattern = new RegExp(
    `^(?:${BETWEEN}(?:${BEFORE}))*${BETWEEN}(?:${meant})(?:${BETWEEN}(?:${meant}|${AFTER}))*${BETWEEN}$`,
    'u',
  );
  return (normalised) => normalised.length <= LONGEST && pattern.test(normalised);
}
