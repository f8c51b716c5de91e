import type { IntentDefinition } from '../contract/content.ts';
import { looksLikeQuestion } from './looks-like-question.ts';
import { saysJust } from './whole-message.ts';

/** What a message says to a question of the bot that wants a yes or a no. The lists come before the classifier: they are certain, and work without an encoder. */
export interface Answer {
  readonly normalised: string;
  /** The intent that the message surely has, or null. */
  readonly sure: IntentDefinition | null;
}

// No alternative within a repeated group is made of others: a text is read in one way only, and in no time.
const END = String.raw`[\s!.,。，！~～]*$`;
const YES = new RegExp(
  String.raw`^(?:(?:y|yes|yep|yeah|yup|sure|please|please do|go ahead|correct|right|that's right|confirm|confirmed|(?:(?:ok|okay|then|so|yes|please)[ ,]+)*do (?:it|that|so)(?: (?:now|then|please|pls))?|是|是的|是的呢|是呀|对|对的|对呀|行|可以|可以的|确认|确定|要|没错|麻烦了|没问题)[\s,，.。!]*)+(?:thanks|thank you|thx|ty|谢谢你?|谢了)?${END}`,
  'u',
);
/** Said as often to what was just told as to what was asked. */
const WEAK_YES = new RegExp(
  String.raw`^(?:ok|okay|k|fine|alright|all right|good|great|cool|好|好的|好呀|好啊|好吧|好滴|嗯|嗯呢|哦|ok的|ok啊|👍|👌)+${END}`,
  'u',
);
/** A yes and what it is about: "yes, cancel it", 是的，取消吧. */
const YES_WITH_MORE =
  /^(?:(?:yes|yep|yeah|yup|sure|ok|okay|correct|confirm|是|是的|对|对的|好|好的|嗯|没错|确认|确定)[\s,，!。.]+.{1,24}|(?:确认|确定|是的|对的|没错|好的)\p{Script=Han}{1,8}[。!]?)$/u;
const UNDERSTOOD = /明白|知道了|了解了|懂了|收到|谢|\b(?:got it|understood|i see|makes sense|thanks?|thank you|thx|ty|cheers)\b/u;
const NO = new RegExp(
  String.raw`^(?:n|no|nope|nah|no thanks|no thank you|no thx|not now|not yet|none of these|don't|dont|no don't|no dont|不|不是|不是的|不要|不要了|不想要了|不用|不用了|不了|不了谢谢|不对|不行|没有|没有了|都不是|算了|别|先别|不需要|暂时不用|先不用|否)${END}`,
  'u',
);
const THINKS_IT_OVER =
  /再想想|考虑(?:一下|下|考虑)|还没想好|\b(?:let me think|think about it|not sure(?: yet)?|need to think|maybe later)\b/u;
const OUT = new RegExp(
  String.raw`^(?:cancel|cancel it|stop|quit|exit|forget it|never ?mind|start over|取消|取消吧|算了|算了吧|退出|停|不办了|不弄了|重新开始|先不了)[\s!.。！~～了吧]*$`,
  'u',
);
const NEGATION =
  /\b(?:no|not|nope|never|don'?t|dont|doesn'?t|isn'?t|won'?t|can'?t|shouldn'?t|wait|hold on|hang on|stop|wrong|mistake|instead|rather|cancel that|changed my mind)\b|不(?!错)|别|没(?!错|问题)|等等|等一下|等会|等下|稍等|慢着|且慢|停|(?<![没不])错|算了|反悔|后悔|换成|改成/u;
const BEGINS_WITH_NEGATION =
  /^(?:(?:actually|oh|um|hm+|sorry|ok|okay|well|hey|pls|please|啊|哦|呃|嗯|那|我|还是|先|请|好像)[\s,，.…。]*)*(?:no\b(?! problem| worries| idea)|nope\b|not\b(?! sure)|don'?t\b|dont\b|never\b|wait\b|hold on\b|hang on\b|stop\b|不(?!好意思|知道|明白|懂|清楚|确定|客气|过|错|急|用谢)|别(?!的|人)|等等|等一下|等下|等会|慢着|且慢|停(?!车)|算了|反悔)/u;
const NEGATED_ACT =
  /(?:不|别)(?:要|想|用|再|打算|需要)?(?:给我|帮我)?(?:取消|退|换|改|开(?!心)|办|弄|申请|回电|打|提交)|\b(?:don'?t|dont|do not|not|never|no longer)(?: (?:want|need|wish|like|going))?(?: you)?(?: to)? (?:cancel|return|change|send|call|file|submit|request|start|do)\b/u;

const ACT = /退|换|取消|\b(?:cancel|return|refund|exchange|send it back)\b/u;
const CLAUSE_END = /[,，。;；.!！]|\s+(?=but\b|just\b)|(?<=\p{Script=Han})\s+/u;

/** A clear yes. `isFresh`: the question stands directly above the message, so that a bare "ok" can only mean it. */
export function saidYes({ normalised, sure }: Answer, isFresh = true): boolean {
  if (saidPlainYes({ normalised, sure })) return true;
  if (WEAK_YES.test(normalised)) return isFresh;
  if (NEGATION.test(normalised) || looksLikeQuestion(normalised) || UNDERSTOOD.test(normalised)) return false;
  return YES_WITH_MORE.test(normalised) || sure?.id === 'affirm';
}

/** Nothing but a yes, and perhaps thanks. */
export function saidPlainYes({ normalised }: Answer): boolean {
  return YES.test(normalised);
}

/** A bare "ok", whatever it is said to. */
export function saidOk({ normalised }: Answer): boolean {
  return WEAK_YES.test(normalised);
}

/** Nothing but a no. */
export function saidPlainNo({ normalised }: Answer): boolean {
  return NO.test(normalised);
}

/** 我再想想: not now, whatever it is that shall be done. */
export function thinksItOver({ normalised }: Answer): boolean {
  return THINKS_IT_OVER.test(normalised);
}

export function saidNo(answer: Answer): boolean {
  return saidPlainNo(answer) || (answer.sure?.id === 'deny' && !looksLikeQuestion(answer.normalised));
}

export function wantsOut({ normalised }: Answer): boolean {
  return OUT.test(normalised);
}

/** Begins by taking something back: 不要取消, 等等, "actually no, dont cancel". */
export function takesBack({ normalised }: Pick<Answer, 'normalised'>): boolean {
  return BEGINS_WITH_NEGATION.test(normalised) || negatesAct({ normalised });
}

/** Says that an act shall not be: 还是不取消了, "please do not send it". */
export function negatesAct({ normalised }: Pick<Answer, 'normalised'>): boolean {
  if (!NEGATED_ACT.test(normalised) || looksLikeQuestion(normalised)) return false;
  // "I don't want to exchange it, just give me a refund" negates one act and wants another.
  return !normalised.split(CLAUSE_END).some((clause) => ACT.test(clause) && !NEGATED_ACT.test(clause));
}

/** "I see", 明白了: said of what was answered, and neither a question nor a yes. */
export const hasUnderstood = saysJust([
  String.raw`i see|(?:i )?(?:understand|understood|(?:get|got) (?:it|that))|gotcha|noted|(?:that |it )?makes sense`,
  '(?:明白|知道|了解|懂|清楚|收到|晓得|理解)|哦+|噢|喔',
]);

/** Holds a word that a yes never holds. */
export function holdsNegation({ normalised }: Answer): boolean {
  return NEGATION.test(normalised);
}
