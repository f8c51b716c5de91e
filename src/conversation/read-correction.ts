import type { SlotDefinition } from '../contract/content.ts';
import type { FlowProgress } from '../contract/dialogue.ts';
import type { TextAnalysis } from '../contract/understanding.ts';
import type { FlowIntent } from './flows.ts';
import { cutToAddress, escaped, findMistake, namesOf, readSlot, valueAfterName } from './read-slot.ts';
import { afterRetraction } from './retraction.ts';
import { takesBack } from './yes-or-no.ts';

/** What a customer who was asked to confirm wants otherwise: other values, or to be asked for a slot again. */
export type Correction =
  | { readonly kind: 'values'; readonly flow: FlowProgress }
  | { readonly kind: 'ask'; readonly flow: FlowProgress; readonly slot: SlotDefinition }
  /** What was given already is given again. */
  | { readonly kind: 'same' };

/** The correction in a message, or null when it corrects nothing. */
export function readCorrection(intent: FlowIntent, flow: FlowProgress, analysis: TextAnalysis): Correction | null {
  const { slots } = intent.flow;
  const given = slots.flatMap((slot): readonly (readonly [SlotDefinition, string])[] => {
    const value = correctedValue(slot, flow.slots[slot.name], analysis, slots);
    return value === null ? [] : [[slot, value]];
  });
  const changed = given.filter(([{ name }, value]) => value !== flow.slots[name]);
  // A phone number within a new address is the recipient's, no proof of the order.
  const isAddress = changed.some(([{ type }]) => type === 'address');
  const kept = changed.filter(([{ type }]) => !(isAddress && type === 'contact'));
  if (kept.length > 0) {
    // "Make it company": almost a value, and asked for.
    const [almost] =
      kept.find(([slot, value]) => isTooShort(slot, value) || findMistake(slot, { normalised: value.toLowerCase() }) !== null) ??
      [];
    if (almost !== undefined) return { kind: 'ask', flow: without(flow, almost), slot: almost };
    const values = Object.fromEntries(kept.map(([{ name }, value]) => [name, value]));
    return { kind: 'values', flow: { ...flow, slots: { ...flow.slots, ...values } } };
  }
  const wrong = WRONG.test(analysis.normalised) ? wrongSlot(slots, flow, analysis) : undefined;
  if (wrong !== undefined) return { kind: 'ask', flow: without(flow, wrong), slot: wrong };
  return given.length > 0 ? { kind: 'same' } : null;
}

function correctedValue(
  slot: SlotDefinition,
  current: string | undefined,
  analysis: TextAnalysis,
  all: readonly SlotDefinition[],
): string | null {
  const has = (type: SlotDefinition['type']): boolean => all.some((other) => other.type === type);
  switch (slot.type) {
    case 'order-number':
    case 'phone':
    case 'email':
    case 'time':
      return readSlot(slot, analysis);
    case 'contact': {
      // An e-mail goes to the slot that is only for e-mails, if there is one.
      const entities = analysis.entities.filter(({ kind }) => (kind === 'phone' || kind === 'email') && !has(kind));
      return current === undefined ? null : readSlot(slot, { ...analysis, entities });
    }
    case 'choice':
      return /^\d+$/.test(analysis.normalised) ? null : readSlot(slot, analysis);
    case 'address': {
      const cut = cutToAddress(analysis.text);
      const isNamed = analysis.entities.some(({ kind }) => kind === 'address') && !takesBack({ normalised: cut.toLowerCase() });
      const named = namedValue(slot, analysis, all);
      return replaced(current, analysis) ?? patched(slot, current, named) ?? named ?? (isNamed ? readSlot(slot, analysis) : null);
    }
    case 'text':
      return replaced(current, analysis) ?? namedValue(slot, analysis, all);
    default:
      return slot.type satisfies never;
  }
}

const WORD = String.raw`[\p{L}\p{N}-]{1,20}`;
const SHORT_WORD = String.raw`[\p{L}\p{N}-]{1,12}?`;
/** "68, not 66" in its forms. */
const REPLACEMENTS: readonly RegExp[] = [
  new RegExp(String.raw`(?<now>${WORD}),? (?:and |it'?s )?not (?<before>${WORD})`, 'iu'),
  new RegExp(String.raw`\bnot (?<before>${WORD}),? (?:but |it'?s |it is |its )?(?<now>${WORD})`, 'iu'),
  new RegExp(String.raw`(?<now>${WORD}) instead of (?<before>${WORD})`, 'iu'),
  new RegExp(String.raw`是(?<now>${SHORT_WORD})[,， ]*(?:而)?不是(?<before>${WORD})`, 'iu'),
  new RegExp(String.raw`不是(?<before>${SHORT_WORD})[,， ]*(?:而|应该)?是(?<now>${WORD})`, 'iu'),
  new RegExp(String.raw`(?:把)?(?<before>${SHORT_WORD})(?:要|得|应该)?(?:改成|改为|换成|应该是)(?<now>${WORD})`, 'iu'),
];

/** "Make it 1204": a piece in the place of the only one of its kind, where it is too short to be the whole. */
function patched(slot: SlotDefinition, current: string | undefined, value: string | null): string | null {
  if (current === undefined || value === null || !isTooShort(slot, value) || !/^\p{N}+\p{L}?$/u.test(value)) return null;
  const alike = new RegExp(
    String.raw`(?<![\p{N}\p{L}])${value.replaceAll(/\p{N}/gu, String.raw`\p{N}`).replaceAll(/\p{L}$/gu, String.raw`\p{L}`)}(?![\p{N}\p{L}])`,
    'gu',
  );
  const [only, ...others] = current.match(alike) ?? [];
  return only === undefined || others.length > 0 ? null : current.replace(only, value);
}

function isTooShort({ minLength = 1 }: SlotDefinition, value: string): boolean {
  return value.length < minLength;
}

function replaced(current: string | undefined, { text }: TextAnalysis): string | null {
  if (current === undefined) return null;
  for (const pattern of REPLACEMENTS) {
    const { before, now } = pattern.exec(text)?.groups ?? {};
    if (before === undefined || now === undefined || before === now) continue;
    const at = wholeWord(current, before);
    if (at !== -1) return current.slice(0, at) + now + current.slice(at + before.length);
  }
  return null;
}

/** 66 is not found in 1660. */
function wholeWord(text: string, word: string): number {
  const isDigits = /^\d+$/.test(word);
  return text.search(new RegExp(isDigits ? String.raw`(?<!\d)${word}(?!\d)` : escaped(word), 'iu'));
}

/**
 * 抬头改成某某公司, "the topic is my refund"; or "make it Bar Ltd" where there is only one thing that it can be, be it in a clause of its own
 * (抬头写错了，应该是李四).
 */
function namedValue(slot: SlotDefinition, { text }: TextAnalysis, all: readonly SlotDefinition[]): string | null {
  const isOnly = all.filter(({ type }) => type === 'text' || type === 'address').length === 1;
  const saidIn = (part: string): string | null => valueAfterName(slot, part) ?? (isOnly ? afterRetraction(part) : null);
  const values = [text, ...text.split(/[,，。;；]/)].map((part) => saidIn(part.trim()));
  return values.find((value) => value !== null && !WRONG.test(value.toLowerCase()))?.trim() ?? null;
}

const WRONG =
  /(?:选|填|写|打|输|弄|搞|说|给|发|记)错|错了|不对|有误|\b(?:wrong|incorrect|mistake|typo|mistyped|misspelled)\b|\b(?:change|correct|fix) (?:the|my)\b|(?:改|换)一?下/u;

/** 选错了, "that's wrong": what follows is meant for what was asked. */
export function admitsMistake({ normalised }: Pick<TextAnalysis, 'normalised'>): boolean {
  return WRONG.test(normalised);
}

/** The slot that the customer calls wrong: named, or else the last one that was asked for the request itself. */
function wrongSlot(
  slots: readonly SlotDefinition[],
  flow: FlowProgress,
  { normalised }: TextAnalysis,
): SlotDefinition | undefined {
  const filled = slots.filter(({ name, optional }) => flow.slots[name] !== undefined && !optional);
  const isProof = ({ type }: SlotDefinition): boolean => type === 'order-number' || type === 'contact';
  const isNamed = (slot: SlotDefinition): boolean => namesOf(slot).some((name) => normalised.includes(name.toLowerCase()));
  const request = filled.filter((slot) => !isProof(slot));
  return request.find(isNamed) ?? filled.find(isNamed) ?? request.at(-1);
}

function without(flow: FlowProgress, { name }: SlotDefinition): FlowProgress {
  return { ...flow, slots: Object.fromEntries(Object.entries(flow.slots).filter(([key]) => key !== name)) };
}
