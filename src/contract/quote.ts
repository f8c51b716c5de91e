const LONGEST_QUOTE = 160;

/** A message as a ticket's summary quotes it, between “ and ”: one line, cut when it is long. */
export function quoteOf(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > LONGEST_QUOTE ? `${flat.slice(0, LONGEST_QUOTE)}…` : flat;
}
