import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('docs/ARCHITECTURE.md', () => {
  const page = read('docs/ARCHITECTURE.md');

  it('shows the same rule of imports as the test that holds it', () => {
    const [, block = ''] = /imports:begin -->([\s\S]*?)<!-- imports:end/.exec(page) ?? [];
    const documented = [...block.matchAll(/^\| (\w+) \| ([^|]+) \|$/gm)]
      .filter(([, room]) => room !== 'room')
      .map(([, room, list]) => [room, list === 'nothing' ? [] : list?.split(', ')]);

    const [, table = ''] = /MAY_IMPORT[^{]*\{([\s\S]*?)\n\};/.exec(read('tests/architecture.test.ts')) ?? [];
    const held = [...table.matchAll(/(\w+): \[([^\]]*)\]/g)].map(([, room, list = '']) => [
      room,
      [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name),
    ]);

    expect(held.length).toBeGreaterThan(10);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(held));
  });

  it('says of each room what it is for', () => {
    const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(rooms.filter((room) => !page.includes(`| \`${room}/\` |`))).toEqual([]);
  });
});

describe('the documents', () => {
  const pages = [
    ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file}`),
  ].filter((file) => existsSync(join(ROOT, file)));

  it.each(pages)('%s links only to files that exist', (file) => {
    const targets = [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !existsSync(resolve(ROOT, file, '..', target)))).toEqual([]);
  });
});
