/** "Ok do it" asks for nothing; "do it in blue" may. */
const ENGLISH =
  /^(?:(?:and|but|so|ok|okay|well|also|then|hi|hey|hello|um|omg|oh|pls|please)[ ,]+)*(?!do(?: (?:it|that|so|this))?(?: (?:now|then|please|pls))*[.! ]*$)(?:how|whats?|when|where|why|who|which|can|could|will|would|do|does|is|are|am|should|may)\b/u;
const CHINESE =
  /吗|呢|怎么|咋|多少|多久|什么|啥|哪|几|能不能|可不可以|可以不可以|是不是|会不会|行不行|要不要|有没有|(\p{Script=Han})不\1|\p{Script=Han}不[呀啊]?[。！!]?$/u;

/** Whether a message asks something rather than orders or tells it. */
export function looksLikeQuestion(normalised: string): boolean {
  return /[?？]/u.test(normalised) || CHINESE.test(normalised) || ENGLISH.test(normalised);
}
