const ENGLISH = /\b(?:(?:can|could|would|will) (?:you|u)|please|pls|plz|i (?:want|need|would like)|i'?d like|do it|for me)\b/u;
const CHINESE = /帮我|帮忙|麻烦|给我|替我|我要|我想(?!问|知道|了解|咨询)/u;

/** Whether a message asks that something be done ("could you cancel it?"), rather than how it is done. */
export function looksLikeRequest(normalised: string): boolean {
  return ENGLISH.test(normalised) || CHINESE.test(normalised);
}
