import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Article } from '../../src/contract/content.ts';

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kefu-retrieval-'));
}

export function write(folder: string, file: string, text: string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The text of an article's file. */
export function articleText({
  id,
  locale = 'en',
  title = `About ${id}`,
  questions,
  body,
  validUntil,
}: {
  readonly id: string;
  readonly locale?: string;
  readonly title?: string;
  readonly questions: readonly string[];
  readonly body: string;
  readonly validUntil?: string;
}): string {
  const lines = ['---', `id: ${id}`, `locale: ${locale}`, `title: ${JSON.stringify(title)}`, 'owner: service'];
  if (validUntil !== undefined) lines.push(`validUntil: ${validUntil}`);
  lines.push('questions:', ...questions.map((question) => `  - ${JSON.stringify(question)}`), '---', body, '');
  return lines.join('\n');
}

export function articleWith(body: string, more: Partial<Article> = {}): Article {
  return { id: 'shipping', locale: 'en', title: 'Shipping', owner: 'service', questions: ['how'], hash: '', ...more, body };
}
