import type { Decision } from '../contract/decision.ts';
import type { Policy, TurnFacts } from './decide.ts';
import { looksLikeQuestion } from './looks-like-question.ts';
import { saysJust } from './whole-message.ts';

/**
 * A message of a customer who waits for a person: `meant` is what the bot would do with it if it had the conversation. Only what is
 * certain and changes nothing is said; everything else is kept for the person, of which the customer is told while nobody is there: once,
 * and when that is asked.
 */
export function decideQueued(meant: Decision, ticketId: string, facts: TurnFacts, policy: Policy): Decision {
  if (wantsNobody(facts.analysis.normalised)) return { kind: 'leave-queue', ticketId };
  const told = { kind: 'keep-for-agent', ticketId } as const;
  // Here it means the person, not a parcel. Whoever asks for a person again is not left without a word.
  if (asksHowLong(facts.analysis.normalised) || (meant.kind === 'handoff' && meant.reason === 'asked-for-human')) return told;
  const answer = certainAnswer(meant, facts, policy);
  if (answer) return answer;
  const isTold = facts.state.toldToWaitFor === ticketId;
  return !facts.isDeskClosed || isTold || asksNothing(meant, facts, policy) ? { kind: 'stay-silent' } : told;
}

function certainAnswer(meant: Decision, { analysis }: TurnFacts, { intents }: Policy): Decision | null {
  switch (meant.kind) {
    case 'answer-intent': {
      const intent = intents.get(meant.intentId);
      const says = intent?.answer !== undefined || intent?.article !== undefined;
      return says && !isSmalltalk(meant, intents) ? { ...meant, offersHuman: false } : null;
    }
    case 'explain-flow':
      return { kind: 'answer-intent', intentId: meant.intentId, offersHuman: false };
    case 'answer-passage':
      // What leans on the topic and asks nothing is rather said to the person.
      return meant.isFollowUp && !looksLikeQuestion(analysis.normalised) ? null : { ...meant, offersHuman: false };
    case 'show-order':
      return { ...meant, offersHuman: false };
    default:
      return null;
  }
}

/** A greeting, thanks, a yes, an emoji: polite, and nothing that anybody must deal with. */
function asksNothing(meant: Decision, { analysis, hasAttachments }: TurnFacts, { intents }: Policy): boolean {
  const isPolite = meant.kind === 'acknowledge' ? !hasAttachments : isSmalltalk(meant, intents);
  return isPolite && !looksLikeQuestion(analysis.normalised);
}

function isSmalltalk(meant: Decision, intents: Policy['intents']): boolean {
  return meant.kind === 'answer-intent' && intents.get(meant.intentId)?.group === 'smalltalk';
}

const PERSON = String.raw`(?:an? |the |your )?(?:person|human|agent|colleague|representative|rep|someone|somebody|anyone|anybody)`;
const PERSON_ZH = '(?:人工客服|人工服务|人工|客服|同事|真人)';

/** Says that no person is needed, and nothing beside it. */
export const wantsNobody = saysJust([
  String.raw`(?:i )?(?:never ?mind|nvm|forget (?:about )?it|leave it|don['’]?t bother)|cancel that`,
  String.raw`no,? (?:it|that)['’]?s (?:ok|okay|fine|all ?right|good)`,
  String.raw`(?:i )?(?:don['’]?t|do not|no longer) need (?:it|that|this|help)`,
  String.raw`(?:i['’]?(?:d|ll) )?(?:(?:rather|like to|let me|can i|take me|put me|bring me) )?(?:go |talk |chat |switch |return )?(?:back )?(?:to|with) (?:the |you,? )?(?:chat)?bot`,
  String.raw`(?:cancel|stop) (?:the |this |my )?(?:transfer|hand ?over|queue|request for ${PERSON}|waiting|transferring(?: me)?)`,
  String.raw`(?:i['’]?(?:d|ll|m) |i want to |let me |can i )?(?:leave|leaving|quit|exit) the queue`,
  String.raw`i (?:don['’]?t|do not|won['’]?t|will not) (?:want to |wanna )?wait`,
  String.raw`(?:i )?(?:don['’]?t|do not|no longer) (?:need|want) (?:to (?:talk|speak) (?:to|with) )?${PERSON}`,
  String.raw`(?:there is |there['’]?s )?no need(?: (?:for|to (?:talk|speak) (?:to|with)) ${PERSON})?`,
  String.raw`(?:don['’]?t|do not) (?:transfer|connect|hand|pass|put)(?: me)?(?: over| on| through)?(?: to ${PERSON})?(?: yet)?`,
  '算了',
  '不要|不用了|不需要了|不必了|没事了',
  `(?:不用|不要|不必|不需要|不想|别|甭|不|取消|停止|撤销)(?:再|帮我|给我)?(?:转接|转|找|等|排队|联系)(?:给)?${PERSON_ZH}?`,
  `(?:不用|不要|不必|不需要|取消|退出)(?:再)?(?:${PERSON_ZH}|排队)`,
  '(?:转回|换回|切回|回到|退回|返回|回|找|用|换|让|跟)(?:给|去)?机器人(?:聊|来|回答|就行|就好)?|机器人你?(?:来|回来)',
]);

const asksHowLong = saysJust(
  [
    String.raw`(?:wait )?how long is (?:the|this|your) (?:queue|wait|line)|how many (?:people )?(?:are )?(?:before|ahead of) me`,
    '(?:我?前面|排队的?)(?:还)?有?(?:多少|几个?)(?:个)?人(?:在排队?)?|(?:还)?要排(?:多久|多长时间)|排队(?:还)?要?(?:多久|多长时间)|排到我要?多久|(?:怎么)?还没(?:轮)?到我?(?:吗|呢)?|多久(?:能|会|才能)?给?(?:我)?(?:答复|回复)',
    String.raw`how (?:long|soon)|how long (?:will|does) (?:it|that|this) take`,
    '(?:要|得)?(?:多久|多长时间)(?:处理|解决|回复)?',
    String.raw`how long (?:do|must|will|would) i (?:have to |need to )?wait(?: for ${PERSON})?|how much longer`,
    `when will (?:${PERSON}|you|they) (?:answer|reply|come|be (?:back|there|here))`,
    String.raw`(?:hello\W*)?is ${PERSON} (?:still )?(?:there|here)|are you (?:still )?there`,
    '我?(?:还|到底)?要?等(?:多久|多长时间|到什么时候|到几点)',
    `(?:多久|什么时候|几点)(?:能|可以|才能|才|会)?(?:有人|有${PERSON_ZH}|回复?我?|轮到我)(?:回复?|在)?`,
    `(?:人|${PERSON_ZH})(?:呢|在吗|在不在)|有(?:人|${PERSON_ZH})(?:在)?(?:吗|么)`,
  ].map((question) => `(?:${question})[呢啊]?[?]*`),
);
