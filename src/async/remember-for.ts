/** Whoever asks within `ms` of the last question shares its answer, running or given. A failure is not kept. */
export function rememberFor<Answer>(ms: number, now: () => number, ask: () => Promise<Answer>): () => Promise<Answer> {
  let last: { readonly at: number; readonly answer: Promise<Answer> } | null = null;
  return async () => {
    if (last === null || now() - last.at >= ms) last = { at: now(), answer: ask() };
    const asked = last;
    try {
      return await asked.answer;
    } catch (error) {
      if (last === asked) last = null;
      throw error;
    }
  };
}
