/** What a person separates thoughts with. A comma or full stop inside a number or an address separates nothing. */
const BREAK = /[。!?！？;；…\n~～]+|[,，、:：](?!\d)|(?<!\d)[,，、:：]|\.(?=\s|$)/u;
/** Words that begin a thought of their own in English, where commas are often left out. */
const CONJUNCTION = /\s+(?=(?:and|but|so|because|also|plus|then)\s)/iu;
const MOST_CLAUSES = 8;

/**
 * The thoughts of a message, in order, each as it was written; at most eight. A message of one thought gives itself.
 * Pieces without two letters ("3.", ")") are no thoughts.
 */
export function splitClauses(text: string): readonly string[] {
  return text
    .split(BREAK)
    .flatMap((sentence) => sentence.split(CONJUNCTION))
    .map((clause) => clause.trim())
    .filter((clause) => (clause.match(/\p{L}/gu) ?? []).length >= 2)
    .slice(0, MOST_CLAUSES);
}
