/** A sentence with its end mark. A full stop inside a number or an address ends nothing. */
const SENTENCE = /(?:[^。!?！？;；…\n.]|\.(?!\s|$))+[。!?！？;；….]*/gu;
/** Where a sentence goes on with another thought: a comma that is in no number, a space between Chinese words, or a joining word. */
const THOUGHT =
  /[,，、](?!\d)|(?<=\p{Script=Han})\s+(?=\p{Script=Han})|(?<=\p{Script=Han})(?=还有|另外|以及|顺便)|\s+(?=(?:and|also|but|plus)\s)/iu;
/** Where a question begins in the middle of an English sentence that has no marks ("do you take mastercard how long till it gets here"). */
const ASKS = String.raw`how (?:much|long|often|many|do|does|can|to)|whats|what (?:is|are|do|does|if|time|size)|when (?:do|does|will|can|is|are)|where (?:do|is|can|are)|which|can (?:i|u|you|my|we)|do (?:i|u|you)|is (?:there|it)|are (?:there|you)|any (?:way|chance|idea)`;
const WH = 'how|what|which|when|where|why|who';
/** Words after which it is no question of its own ("tell me how long"). */
const LEADS = String.raw`how|what|when|where|why|know|knows|tell|me|you|u|us|ask|asking|about|see|wonder|wondering|sure|idea|say|says|saying|check|explain|understand|remember|and|but|or|of|for|to|from|is|on|in|at|with|that|if|just|please|pls|also|so|then|hi|hey|hello`;
const RUN_ON = new RegExp(
  String.raw`(?<=\S+\s+\S+\s+\S+)(?<!\b(?:${WH})\b[^,;]{0,30})(?<!(?:^|\s)(?:${LEADS}))\s+(?=(?:${ASKS})\s)`,
  'iu',
);
/** Joins a thought to the one before it and says nothing itself. */
const JOINT =
  /^(?:(?:and|also|but|plus|so|then|oh|btw)\b[\s,]*|(?:还有|另外|然后|以及|顺便(?:问一?下|问问)?|那|对了)[，,：: ]*)+/iu;
const MOST_THOUGHTS = 12;

/**
 * The thoughts of a message that may each be a question of its own, in order, without the words that join them ("and", 还有): sentences, and
 * within them what commas and joining words separate. At most twelve.
 */
export function splitQuestions(text: string): readonly string[] {
  return (text.match(SENTENCE) ?? [])
    .flatMap((sentence) => sentence.split(THOUGHT))
    .flatMap((thought) => thought.split(RUN_ON))
    .map((thought) => thought.trim().replace(JOINT, ''))
    .filter((thought) => (thought.match(/\p{L}/gu) ?? []).length >= 2)
    .slice(0, MOST_THOUGHTS);
}
