/** Whether a message asks something rather than orders or tells it. */
export function looksLikeQuestion(normalised: string): boolean {
  return /[?？]|吗|呢|怎么|多少|什么|哪|几|^(how|what|when|where|why|who|which|can|could|do|does|is|are)\b/u.test(normalised);
}
