const LONGEST = 40;

/** Whether a message leans on the one before it: "and how long?", "what about Japan", 那运费呢. */
export function looksLikeFollowUp(normalised: string): boolean {
  return (
    normalised.length <= LONGEST &&
    /^(and|or|but|what about|how about|what if|那|那么|还有|如果|要是)(?![a-z])|呢[?？]?$/u.test(normalised)
  );
}
