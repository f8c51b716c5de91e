import type { SlotDefinition } from '../contract/content.ts';
import type { NamedEntity } from '../contract/dialogue.ts';
import type { Entity, EntityKind, TextAnalysis } from '../contract/understanding.ts';
import { isOnlyTime, readTime } from './read-time.ts';
import { afterRetraction } from './retraction.ts';

const LONGEST_FREE_TEXT = 500;

export type Said = Pick<TextAnalysis, 'text' | 'normalised' | 'isWordless'> & {
  readonly entities: readonly Pick<Entity, 'kind' | 'value'>[];
};

const SAME =
  /\bsame\b|\bas before\b|同一个|同样的|一样的|(?:还是|就是)(?:那个|这个|刚才|之前|原来)|刚才(?:的|那个|说的|给的)|上面(?:的|那个)|跟(?:刚才|之前)一样/u;

/** The slot's value in the message, or null when the message does not hold one. "The same" means what was `named` before. */
export function readSlot(slot: SlotDefinition, said: Said, named: readonly NamedEntity[] = []): string | null {
  const entity = (...kinds: readonly EntityKind[]): string | null => {
    const known = SAME.test(said.normalised) ? [...said.entities, ...named] : said.entities;
    return known.find(({ kind }) => kinds.includes(kind))?.value ?? null;
  };
  switch (slot.type) {
    case 'order-number':
      return entity('order-number');
    case 'phone':
      return entity('phone');
    case 'email':
      return entity('email');
    case 'contact':
      return entity('phone', 'email');
    case 'time':
      return readTime(said.text);
    case 'choice': {
      const choice = slot.choices?.find(
        ({ value, title, words }, n) =>
          said.normalised === value.toLowerCase() ||
          said.normalised === String(n + 1) ||
          [title.en, title.zh, ...(words?.en ?? []), ...(words?.zh ?? [])].some((name) =>
            said.normalised.includes(name.toLowerCase()),
          ),
      );
      return choice?.value ?? null;
    }
    case 'address':
      return freeText(slot, said, cutToAddress(afterRetraction(said.text) ?? said.text));
    case 'text':
      return freeText(slot, said, valueAfterName(slot, said.text, true) ?? afterRetraction(said.text) ?? said.text.trim());
    default:
      return slot.type satisfies never;
  }
}

function freeText(slot: SlotDefinition, said: Said, text: string): string | null {
  if (said.isWordless || isOnlyTime(text) || NO_WORDS.test(text)) return null;
  return text.length >= (slot.minLength ?? 1) && text.length <= LONGEST_FREE_TEXT ? text : null;
}

/** A phone number or an e-mail by itself answers another question. */
const NO_WORDS = /^(?:[\d\s+().-]{7,}|\S+@\S+\.\S+)$/u;

const NAMES_OF_TYPES: Readonly<Partial<Record<SlotDefinition['type'], readonly string[]>>> = {
  'order-number': ['order number', '订单号', '单号'],
  contact: ['phone', 'e-mail', 'email', '电话', '手机', '邮箱'],
  phone: ['phone', 'number', '电话', '手机', '号码'],
  email: ['e-mail', 'email', '邮箱', '邮件'],
};

/** What customers call the slot. */
export function namesOf({ type, called }: SlotDefinition): readonly string[] {
  return [...(NAMES_OF_TYPES[type] ?? []), ...(called?.en ?? []), ...(called?.zh ?? [])];
}

const LINK = String.raw`(?:[ ]*(?:应该是|改成|改为|换成|是|写成|写|is|should be|to|[:：]))`;
const VALUE = String.raw`[\s,，]*(?<value>.{2,})$`;

/** What stands after the slot's name: at the beginning (关于退款) or, unless `isAnswer`, anywhere after a word that links them. */
export function valueAfterName(slot: SlotDefinition, text: string, isAnswer = false): string | null {
  const patterns = namesOf(slot).flatMap((name) => {
    const word = String.raw`(?<![a-z])${escaped(name)}(?![a-z])`;
    const atStart = String.raw`^(?:(?:no|不|不是|是|it'?s)[\s,，]*)?${word}${LINK}*${VALUE}`;
    return isAnswer ? [atStart] : [`${word}${LINK}+${VALUE}`, atStart];
  });
  const found = patterns.map((pattern) => new RegExp(pattern, 'iu').exec(text.trim())?.groups?.['value']);
  return found.find((value) => value !== undefined)?.trim() ?? null;
}

/** The word as part of a pattern. */
export function escaped(word: string): string {
  return word.replace(/[^\p{L}\p{N} ]/gu, '\\$&');
}

const BEFORE_ADDRESS =
  /^(?:(?:no|sorry|actually|please|pls|不对|不是|不|错了|哦|好的|那|请|麻烦|帮我|把|收货|新的?)[\s,，.。:：]*)*(?:(?:(?:the |my )?(?:new )?(?:delivery )?address (?:is|should be)|it(?:'?s| is| should be)|(?:change|send|ship|deliver) (?:it )?to|to|here it is)\b|地址(?:是|应该是|改成|改到|改为|换成|换到|(?=[:：]))|(?:应该是|改成|改到|改为|换成|换到|寄到|寄去|送到|发到|发去))?[\s:：,，]*/iu;

/** The address without the words that lead up to it: 改到上海市…, "send it to 12 High Street". */
export function cutToAddress(text: string): string {
  return text.trim().replace(BEFORE_ADDRESS, '').trim();
}

/** Which of the slot's `mistakes` the message makes, or null. */
export function findMistake({ mistakes = [] }: SlotDefinition, { normalised }: Pick<Said, 'normalised'>): number | null {
  const index = mistakes.findIndex(({ pattern }) => new RegExp(pattern, 'iu').test(normalised));
  return index === -1 ? null : index;
}
