import type { ComponentChildren } from 'preact';

/*
 * The little Markdown that answers are written in, as elements. Words only ever become text nodes; an address becomes a link
 * only when following it can do no more than open a page or a letter.
 */

type Kind = 'paragraph' | 'heading' | 'bullets' | 'numbers' | 'quote';

interface Block {
  readonly kind: Kind;
  readonly lines: string[];
  /** Of numbered lists that begin elsewhere. */
  readonly first: number;
}

export function Markdown({ text, newTab }: { readonly text: string; readonly newTab: string }) {
  return <>{blocksOf(text).map((block) => blockNode(block, newTab))}</>;
}

/** Words as they were typed, with their line breaks, and addresses as links. */
export function PlainText({ text, newTab }: { readonly text: string; readonly newTab: string }) {
  return <p>{withLinks(text, newTab)}</p>;
}

export function SafeLink(props: { readonly url: string; readonly newTab: string; readonly children: ComponentChildren }) {
  const href = safeUrl(props.url);
  if (href === null) return <>{props.children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {props.children}
      <span class="hidden"> ({props.newTab})</span>
    </a>
  );
}

/** Null for everything but complete http, https and mailto addresses. */
export function safeUrl(given: string): string | null {
  try {
    const { protocol, href } = new URL(given);
    return ['http:', 'https:', 'mailto:'].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let isFresh = true;
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (line.trim() === '') {
      isFresh = true;
      continue;
    }
    const { kind, rest, first } = lineOf(line);
    const last = blocks.at(-1);
    const isList = kind === 'bullets' || kind === 'numbers';
    if (last?.kind === kind && kind !== 'heading' && (isList || !isFresh)) last.lines.push(rest);
    // An indented line goes on with the point above it.
    else if (kind === 'paragraph' && !isFresh && last && isListKind(last.kind) && /^\s{2,}/.test(line))
      last.lines.push(`${last.lines.pop() ?? ''}\n${rest.trim()}`);
    else blocks.push({ kind, lines: [rest], first });
    isFresh = false;
  }
  return blocks;
}

function isListKind(kind: Kind): boolean {
  return kind === 'bullets' || kind === 'numbers';
}

/** A mark needs a space after it: `**bold**` and `-5` are no lists. 「1、」 is one without. */
const MARK = /^ {0,6}(?:(#{1,6}|[-*+•]|\d{1,4}[.)]|>)\s+|(\d{1,4})、\s*)(.*)$/;

function lineOf(line: string): { readonly kind: Kind; readonly rest: string; readonly first: number } {
  const [whole, mark = '', chinese, rest = ''] = MARK.exec(line) ?? [];
  if (whole === undefined) return { kind: 'paragraph', rest: line, first: 1 };
  const number = chinese ?? (/^\d/.test(mark) ? mark : null);
  if (number !== null) return { kind: 'numbers', rest, first: parseInt(number, 10) };
  return { kind: mark === '>' ? 'quote' : mark.startsWith('#') ? 'heading' : 'bullets', rest, first: 1 };
}

function blockNode({ kind, lines, first }: Block, newTab: string) {
  if (kind === 'heading') return <p class="heading">{inline(lines[0] ?? '', newTab)}</p>;
  if (kind === 'quote') return <blockquote>{inline(lines.join('\n'), newTab)}</blockquote>;
  if (kind === 'paragraph') return <p>{inline(lines.join('\n'), newTab)}</p>;
  const points = lines.map((line) => <li>{inline(line, newTab)}</li>);
  return kind === 'bullets' ? <ul>{points}</ul> : <ol start={first}>{points}</ol>;
}

const INLINE = /\*\*([^*\n]+)\*\*|`([^`\n]+)`|\[([^\]\n]+)\]\(([^)\s]+)\)|\*([^*\s][^*\n]*)\*/gu;

function inline(text: string, newTab: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, bold, code, label, url, italic] = match;
    parts.push(...withLinks(text.slice(from, match.index), newTab));
    if (bold !== undefined) parts.push(<strong>{inline(bold, newTab)}</strong>);
    else if (code !== undefined) parts.push(<code>{code}</code>);
    else if (italic !== undefined) parts.push(<em>{italic}</em>);
    else
      parts.push(
        <SafeLink url={url ?? ''} newTab={newTab}>
          {label}
        </SafeLink>,
      );
    from = match.index + whole.length;
  }
  parts.push(...withLinks(text.slice(from), newTab));
  return parts;
}

const ADDRESS = /https?:\/\/[^\s<>"'“”‘’（）()，。；！？、]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;
const TRAILING = /[.,;:!?\]]+$/u;

function withLinks(text: string, newTab: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '');
    const url = address.includes('://') ? address : `mailto:${address}`;
    parts.push(
      text.slice(from, match.index),
      <SafeLink url={url} newTab={newTab}>
        {address}
      </SafeLink>,
    );
    from = match.index + address.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}
