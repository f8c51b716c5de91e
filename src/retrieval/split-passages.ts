import type { Article } from '../contract/content.ts';
import type { Passage } from '../contract/passage.ts';

/** Beyond this a passage is too long for a chat bubble; a Chinese character counts as much as three letters. About 180 English words. */
const LONGEST = 1_100;
const HAN_WEIGHT = 3;

interface Section {
  readonly headings: readonly string[];
  readonly blocks: readonly string[];
}

/**
 * The pieces of an article that stand alone as answers: the text before the first heading, then one a heading with the path of
 * headings above it. A long one is split between paragraphs, never inside one. Every line of the body but the headings is in exactly one passage.
 */
export function splitPassages(article: Article): readonly Passage[] {
  return sectionsOf(article)
    .flatMap(({ headings, blocks }) => packed(blocks).map((text) => ({ headings, text })))
    .map(({ headings, text }, n) => ({
      id: `${article.id}/${article.locale}#${n}`,
      articleId: article.id,
      language: article.locale,
      title: article.title,
      headings,
      text,
    }));
}

function sectionsOf({ body, title }: Article): readonly Section[] {
  const sections: Section[] = [];
  let path: readonly { readonly level: number; readonly text: string }[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  const close = (): void => {
    sections.push({ headings: path.map(({ text }) => text), blocks: blocksOf(lines) });
    lines = [];
  };
  for (const line of body.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === null ? mark : mark.startsWith(fence) ? null : fence;
    const heading =
      fence === null && mark === undefined ? /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line) : null;
    if (!heading) {
      lines.push(line);
      continue;
    }
    close();
    const level = heading[1]?.length ?? 1;
    const text = heading[2]?.trim() ?? '';
    path = path.filter((above) => above.level < level);
    // An article that repeats its title as the first heading has no heading there.
    if (text !== '' && text !== title) path = [...path, { level, text }];
  }
  close();
  return sections;
}

/** Paragraphs and lists. What ends with a colon stays with what it announces; a fenced block is one, whatever blank lines it holds. */
function blocksOf(lines: readonly string[]): readonly string[] {
  const blocks: string[] = [];
  let block: string[] = [];
  let fence: string | null = null;
  const close = (): void => {
    const text = block.join('\n').trimEnd();
    const last = blocks.at(-1);
    if (text.trim() !== '') {
      if (last !== undefined && /[:：]\s*$/.test(last)) blocks[blocks.length - 1] = `${last}\n\n${text}`;
      else blocks.push(text);
    }
    block = [];
  };
  for (const line of lines) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === null ? mark : mark.startsWith(fence) ? null : fence;
    if (line.trim() === '' && fence === null) close();
    else block.push(line);
  }
  close();
  return blocks;
}

function packed(blocks: readonly string[]): readonly string[] {
  const passages: string[] = [];
  for (const block of blocks) {
    const last = passages.at(-1);
    if (last !== undefined && lengthOf(last) + lengthOf(block) <= LONGEST) passages[passages.length - 1] = `${last}\n\n${block}`;
    else passages.push(block);
  }
  return passages;
}

function lengthOf(text: string): number {
  return text.length + (HAN_WEIGHT - 1) * (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}
