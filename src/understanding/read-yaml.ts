import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

export interface ReadYaml<T> {
  /** Null when there are problems. */
  readonly value: T | null;
  /** `file:line: what is wrong`. */
  readonly problems: readonly string[];
  /** Line of a path in the file, for problems found later. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** A YAML text held against a schema. Never throws. */
export function readYaml<T>(file: string, text: string, schema: z.ZodType<T>): ReadYaml<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (path: readonly PropertyKey[]): number => {
    // The node itself, or the nearest one above it that exists.
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node: unknown = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
        return lines.linePos(Number(node.range[0])).line;
    }
    return 1;
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      (error) => `${file}:${lines.linePos(error.pos[0]).line}: is not YAML: ${firstLine(error.message)}${hintOn(error.code)}`,
    );
    return { value: null, problems, lineOf };
  }
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    return { value: null, problems: [`${file}:1: cannot be read: ${firstLine(String(error))}`], lineOf };
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return { value: parsed.data, problems: [], lineOf };
  const problems = parsed.error.issues.flatMap((issue) => {
    const where = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(
        (key) =>
          `${file}:${keyLine(text, key, lineOf(issue.path))}: ${where === '' ? '' : `${where}: `}unknown key "${key}": correct its spelling or remove it`,
      );
    const what = content === null ? 'is empty' : inWords(issue, valueAt(content, issue.path));
    return [`${file}:${lineOf(issue.path)}: ${where || 'the file'}: ${what}`];
  });
  return { value: null, problems, lineOf };
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a block of keys',
  record: 'a block of keys',
  string: 'text (in quotes, if it looks like a number or a date)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function inWords(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code !== 'invalid_type') return issue.message;
  return found === undefined ? 'is missing' : `must be ${EXPECTED[issue.expected] ?? issue.expected}`;
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    content,
  );
}

/** What those who are no programmers most often did. */
function hintOn(code: string): string {
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return ': put text that holds ": " in quotes, or mend the indentation';
  return code === 'TAB_AS_INDENT' ? ': indent with spaces' : '';
}

/** Where a key stands, at or after the line of the map that holds it. */
function keyLine(text: string, key: string, from: number): number {
  const at = text.split('\n').findIndex(
    (line, n) =>
      n + 1 >= from &&
      line
        .replace(/^[\s-]*/, '')
        .replace(/^["']/, '')
        .startsWith(key),
  );
  return at === -1 ? from : at + 1;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
