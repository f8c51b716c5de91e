import type { ComponentChildren } from 'preact';

/*
 * Words from outside become text nodes and nothing else; addresses become links only when they are http or https.
 */

const URL_IN_TEXT = /https?:\/\/[^\s<>"'”’）】，。；！？]+/giu;
const TRAILING = /[.,;:!?)\]]+$/u;

/** Plain text as people type it, with its line breaks and safe links. */
export function PlainText({ text }: { readonly text: string }) {
  return <>{withLinks(text)}</>;
}

function withLinks(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(URL_IN_TEXT)) {
    const url = match[0].replace(TRAILING, '');
    parts.push(text.slice(from, match.index), <SafeLink url={url}>{url}</SafeLink>);
    from = match.index + url.length;
  }
  parts.push(text.slice(from));
  return parts;
}

export function SafeLink({ url, children }: { readonly url: string; readonly children: ComponentChildren }) {
  const safe = safeUrl(url);
  if (safe === null) return <>{children}</>;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** The address when a click on it can only open a page; our own help pages are addressed from the root. */
export function safeUrl(url: string): string | null {
  try {
    const { protocol, href } = new URL(url, window.location.origin);
    return protocol === 'http:' || protocol === 'https:' ? href : null;
  } catch {
    return null;
  }
}

/** The little Markdown that answers are written in: paragraphs, lists, headings, **bold**, `code`, [links](…). */
export function Markdown({ text }: { readonly text: string }) {
  return <>{blocksOf(text).map(blockNode)}</>;
}

type Block = { readonly kind: 'paragraph' | 'heading' | 'bullets' | 'numbers'; readonly lines: readonly string[] };

function blocksOf(text: string): readonly Block[] {
  const blocks: { kind: Block['kind']; lines: string[] }[] = [];
  let isFresh = true;
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (line.trim() === '') {
      isFresh = true;
      continue;
    }
    const { kind, rest } = lineOf(line);
    const last = blocks.at(-1);
    // A list goes on over an empty line; a paragraph does not.
    if (last?.kind === kind && kind !== 'heading' && (!isFresh || kind !== 'paragraph')) last.lines.push(rest);
    else blocks.push({ kind, lines: [rest] });
    isFresh = false;
  }
  return blocks;
}

function lineOf(line: string): { readonly kind: Block['kind']; readonly rest: string } {
  const [, marks, rest = ''] = /^\s*(#{1,6}|[-*+]|\d+[.)])\s+(.*)$/.exec(line) ?? [];
  if (marks === undefined) return { kind: 'paragraph', rest: line };
  if (marks.startsWith('#')) return { kind: 'heading', rest };
  return { kind: /\d/.test(marks) ? 'numbers' : 'bullets', rest };
}

function blockNode({ kind, lines }: Block) {
  if (kind === 'heading') return <p class="heading">{inline(lines[0] ?? '')}</p>;
  if (kind === 'paragraph') return <p>{inline(lines.join('\n'))}</p>;
  const items = lines.map((line) => <li>{inline(line)}</li>);
  return kind === 'bullets' ? <ul>{items}</ul> : <ol>{items}</ol>;
}

const INLINE = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/gu;

function inline(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, bold, code, label, url] = match;
    parts.push(...withLinks(text.slice(from, match.index)));
    if (bold !== undefined) parts.push(<strong>{bold}</strong>);
    else if (code !== undefined) parts.push(<code>{code}</code>);
    else parts.push(<SafeLink url={url ?? ''}>{label}</SafeLink>);
    from = match.index + whole.length;
  }
  parts.push(...withLinks(text.slice(from)));
  return parts;
}

/** Markdown as plain words, for a message that an agent sends in their own name. */
export function plainOf(markdown: string): string {
  return markdown
    .replace(/^\s*#{1,6}\s+/gmu, '')
    .replace(/\*\*([^*]+)\*\*/gu, '$1')
    .replace(/`([^`]+)`/gu, '$1')
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/gu, (_whole, label: string, url: string) =>
      url.startsWith('http') ? `${label} ${url}` : label,
    )
    .trim();
}
