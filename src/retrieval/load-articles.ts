import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { ArticleFrontMatter, type Article } from '../contract/content.ts';
import { BotError } from '../contract/errors.ts';

export interface LoadedArticles {
  /** By locale, then id. */
  readonly articles: readonly Article[];
  /** SHA-256 over names and contents of all files, hex. */
  readonly hash: string;
}

type Parsed = { readonly article: Article } | { readonly problems: readonly string[] };

const LOCALES = ['en', 'zh'] as const;
const LARGEST_BYTES = 512 * 1024;

/**
 * Reads `<folder>/<locale>/<id>.md`. Only plain files right there count: links and deeper folders are passed over, so that no article
 * can lead out of the folder. Raises CONTENT_INVALID that lists every problem of every file as `file:line: what to do`.
 */
export function loadArticles(folder: string): LoadedArticles {
  const hash = createHash('sha256');
  const articles: Article[] = [];
  const problems: string[] = [];
  for (const locale of LOCALES) {
    for (const name of listArticles(folder, locale)) {
      const file = `${locale}/${name}`;
      const bytes = readFileSync(join(folder, file));
      hash.update(file).update('\0').update(bytes).update('\0');
      const parsed = parseArticle(file, bytes);
      if ('article' in parsed) articles.push(parsed.article);
      else problems.push(...parsed.problems);
    }
  }
  if (articles.length === 0 && problems.length === 0)
    problems.push(
      'no article was found: put articles into en/ and zh/ there (docs/CONTENT.md shows one), or set KEFU_KNOWLEDGE_DIR',
    );
  if (problems.length > 0)
    throw new BotError(
      'CONTENT_INVALID',
      `Problems in the articles of ${folder}:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
  return { articles, hash: hash.digest('hex') };
}

function listArticles(folder: string, locale: string): readonly string[] {
  try {
    return readdirSync(join(folder, locale), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md') && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    // A shop may write in one language only.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw new BotError('CONTENT_INVALID', `Cannot read the folder of articles ${join(folder, locale)}: check its permissions`, {
      cause: error,
    });
  }
}

function parseArticle(file: string, bytes: Buffer): Parsed {
  if (bytes.length > LARGEST_BYTES)
    return { problems: [`${file}:1: is larger than ${LARGEST_BYTES / 1024} KiB: split it into several articles`] };
  const text = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
  if (text.includes('\uFFFD'))
    return { problems: [`${file}:${lineAt(text, text.indexOf('\uFFFD'))}: is not UTF-8: save it as UTF-8`] };
  const matter = /^---[ \t]*\n([\s\S]*?)^---[ \t]*(?:\n|$)/m.exec(text);
  if (matter?.index !== 0 || matter[1] === undefined) {
    const advice = text.startsWith('---')
      ? 'the front matter has no closing "---" line'
      : 'has no front matter: begin with a block between "---" lines that holds id, locale, title, owner and questions';
    return { problems: [`${file}:1: ${advice} (docs/CONTENT.md shows one)`] };
  }
  const lines = new LineCounter();
  const document = parseDocument(matter[1], { lineCounter: lines, prettyErrors: false });
  // The block begins on the file's second line.
  const lineOfOffset = (offset: number): number => lines.linePos(offset).line + 1;
  if (document.errors.length > 0)
    return {
      problems: document.errors.map(
        (error) => `${file}:${lineOfOffset(error.pos[0])}: front matter is not YAML: ${error.message}`,
      ),
    };
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node: unknown = document.getIn(path.slice(0, depth), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
        return lineOfOffset(Number(node.range[0]));
    }
    return 1;
  };
  const parsed = ArticleFrontMatter.safeParse(document.toJS());
  if (!parsed.success)
    return {
      problems: parsed.error.issues.map(
        (issue) => `${file}:${lineOf(issue.path)}: ${issue.path.join('.') || 'front matter'}: ${issue.message}`,
      ),
    };
  const body = text.slice(matter[0].length).trim();
  const problems = checkPlace(file, parsed.data, lineOf);
  if (body === '')
    problems.push(`${file}:${lineAt(text, text.length)}: has no text below the front matter: write the answer there`);
  if (problems.length > 0) return { problems };
  return { article: { ...parsed.data, body, hash: createHash('sha256').update(bytes).digest('hex') } };
}

function checkPlace(
  file: string,
  { id, locale }: ArticleFrontMatter,
  lineOf: (path: readonly PropertyKey[]) => number,
): string[] {
  const [folder, name] = file.split('/');
  return [
    ...(folder === locale
      ? []
      : [`${file}:${lineOf(['locale'])}: locale is "${locale}": move the file to ${locale}/, or mend the locale`]),
    ...(name === `${id}.md` ? [] : [`${file}:${lineOf(['id'])}: id is "${id}": name the file ${id}.md, or mend the id`]),
  ];
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
