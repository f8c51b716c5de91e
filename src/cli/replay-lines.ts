import type { ChangeKind, GivenAnswer } from '../review/compare-answers.ts';
import type { AnswerChange } from './replay-chats.ts';

const TITLES: Readonly<Record<ChangeKind, string>> = {
  lost: 'Lost: an answer now, none with the change',
  handover: 'Handover: a person is called with the change, or no longer',
  other: 'Other: another answer with the change',
  gained: 'Gained: no answer now, one with the change',
  reworded: 'Reworded: the same article or intent, in other words or another part of it',
};
/** What hurts stands first. */
const ORDER: readonly ChangeKind[] = ['lost', 'handover', 'other', 'gained', 'reworded'];
/** Characters of a text. */
const LONGEST = 160;
/** Words, and what stands between them, on each side of what differs. */
const AROUND = 12;

/** Changes by kind, and of a kind by what was and what would be, with the customers' words below; at most so many lines, and the rest counted. */
export function linesOfChanges(changes: readonly AnswerChange[], most: number): readonly string[] {
  const blocks = ORDER.flatMap((kind) => blocksOf(changes.filter((change) => change.kind === kind)));
  if (blocks.flat().length <= most) return blocks.flat();
  const lines: string[] = [];
  let shown = 0;
  for (const block of blocks) {
    if (lines.length + block.length > most - 2) break;
    lines.push(...block);
    shown += 1;
  }
  return [...lines, '', `and ${blocks.length - shown} messages more: --json gives them all`];
}

/** The lines of each message of a kind: those over it come with the first of many. */
function blocksOf(changes: readonly AnswerChange[]): readonly (readonly string[])[] {
  const groups = new Map<string, AnswerChange[]>();
  for (const change of changes) {
    const over = headingOf(change);
    groups.set(over, [...(groups.get(over) ?? []), change]);
  }
  const mostFirst = [...groups].sort(([, a], [, b]) => timesOf(b) - timesOf(a));
  return mostFirst.flatMap(([over, group], g) =>
    group.map(({ kind, message, times }, n) => [
      ...(g === 0 && n === 0 ? ['', TITLES[kind]] : []),
      ...(n === 0 ? over.split('\n') : []),
      `    ${quoted(message)}${times === 1 ? '' : ` ${times} times`}`,
    ]),
  );
}

function timesOf(changes: readonly AnswerChange[]): number {
  return changes.reduce((sum, { times }) => sum + times, 0);
}

function headingOf({ kind, before, after }: AnswerChange): string {
  const [was, becomes] = [describe(before), describe(after)];
  if (kind !== 'reworded') return `  ${was} → ${becomes}`;
  const [old, next] = differing(oneLine(before.words), oneLine(after.words));
  return `  ${was}: ${old}\n  → ${was === becomes ? '' : `${becomes}: `}${next}`;
}

/** What the customer got, by the names of files. */
function describe(answer: GivenAnswer): string {
  const { kind, intentIds, articles, reason } = answer;
  const intent = intentIds.join(', ');
  const shown = articles.map(({ language, articleId }) => `${language}/${articleId}`);
  const article = shown.length === 0 ? '' : `article ${shown.join(' and ')}`;
  const besides = article === '' ? '' : ` and ${article}`;
  switch (kind) {
    case 'answer-intent':
      return article === '' ? `words of intent ${intent}` : article;
    case 'answer-passage':
      return article;
    case 'explain-flow':
      return article === '' ? `flow ${intent} is offered` : article;
    case 'clarify':
      return `"did you mean" ${intent}`;
    case 'ask-slot':
      return `flow ${intent} asks${besides}`;
    case 'confirm':
      return `flow ${intent} asks for a yes${besides}`;
    case 'show-order':
      return `flow ${intent} shows the order${besides}`;
    case 'act':
      return `flow ${intent} is carried out`;
    case 'flow-cancelled':
      return `flow ${intent} is stopped`;
    case 'offer-human':
      return 'no answer, a person is offered';
    case 'handoff':
      return `a person is called (${reason})`;
    case 'acknowledge':
      return 'a short acknowledgement';
    case 'abstain':
      return 'no answer';
    case 'keep-for-agent':
    case 'leave-queue':
    case 'stay-silent':
      return 'nothing, a person is waited for';
    default:
      return kind satisfies never;
  }
}

/** The part of two texts in which they differ, with a little around it. */
function differing(before: string, after: string): readonly [string, string] {
  const [a, b] = [segmentsOf(before), segmentsOf(after)];
  const shorter = Math.min(a.length, b.length);
  let same = 0;
  while (same < shorter && a[same] === b[same]) same += 1;
  let end = 0;
  while (end < shorter - same && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const from = Math.max(0, same - AROUND);
  const part = (segments: readonly string[]): string => {
    const to = segments.length - Math.max(0, end - AROUND);
    const text = segments.slice(from, to).join('').trim();
    return quoted(`${from > 0 ? '…' : ''}${text}${to < segments.length ? '…' : ''}`);
  };
  return [part(a), part(b)];
}

/** Words, and what stands between them. */
function segmentsOf(text: string): readonly string[] {
  return Array.from(WORDS.segment(text), ({ segment }) => segment);
}

const WORDS = new Intl.Segmenter('zh', { granularity: 'word' });

/** Control characters could do things to the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

function quoted(text: string): string {
  const line = oneLine(text);
  // Never in the middle of a character.
  const shown = line.length > LONGEST ? `${line.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
  return `“${shown}”`;
}
