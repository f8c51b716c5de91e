import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Who may import whom; docs/ARCHITECTURE.md says why. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  contract: [],
  config: ['contract'],
  telemetry: ['contract'],
  async: [],
  files: [],
  numerics: ['contract'],
  embedding: ['contract', 'telemetry'],
  understanding: ['contract', 'embedding', 'files', 'numerics', 'telemetry'],
  retrieval: ['contract', 'embedding', 'files', 'numerics', 'telemetry'],
  customers: ['contract', 'numerics'],
  churn: ['contract', 'files', 'numerics', 'customers'],
  handoff: ['contract'],
  conversation: ['contract', 'embedding', 'understanding', 'retrieval', 'churn', 'customers', 'handoff', 'telemetry'],
  review: ['contract', 'embedding', 'numerics', 'retrieval', 'understanding'],
  storage: ['contract', 'conversation', 'handoff', 'customers', 'channel', 'publishing', 'retention', 'review'],
  publishing: ['contract', 'telemetry'],
  retention: ['contract', 'telemetry'],
  coordination: ['contract', 'conversation', 'handoff', 'channel', 'telemetry'],
  channel: ['contract', 'async', 'conversation', 'handoff', 'telemetry'],
  http: ['contract', 'async', 'channel', 'conversation', 'handoff', 'customers', 'telemetry'],
  web: ['contract'],
};

/** One library, one room: each can be replaced by changing one folder. */
const LIBRARY_ROOMS: Record<string, readonly string[]> = {
  botbuilder: ['channel'],
  'botbuilder-core': ['channel'],
  '@xenova/transformers': ['embedding'],
  'hnswlib-node': ['understanding', 'retrieval'],
  natural: ['understanding', 'retrieval'],
  'opencc-js': ['understanding', 'retrieval'],
  express: ['http', 'channel'],
  'better-sqlite3': ['storage'],
  kysely: ['storage'],
  pg: ['storage'],
  ioredis: ['coordination'],
  'csv-parse': ['churn'],
  pino: ['telemetry'],
  'prom-client': ['telemetry'],
  preact: ['web'],
};

const SRC = resolve(import.meta.dirname, '../src');
const RELATIVE_IMPORT = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;
const LIBRARY_IMPORT = /(?:from|import)\s*\(?\s*['"]([^.'"][^'"]*)['"]/g;
const MOST_LINES = 300;

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const roomOf = (file: string): string => relative(SRC, file).split('/')[0] ?? '';
const importsOf = (file: string, pattern: RegExp): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(pattern)].map((match) => match[1] ?? '');
const rooms = readdirSync(SRC, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'cli')
  .map((entry) => entry.name);

describe('the house', () => {
  it.each(rooms)('%s imports only from its allowed rooms', (room) => {
    const allowed = MAY_IMPORT[room];
    expect(allowed, `add ${room} to the table`).toBeDefined();
    const trespasses = sourceFiles(join(SRC, room)).flatMap((file) =>
      importsOf(file, RELATIVE_IMPORT)
        .map((target) => resolve(dirname(file), target))
        .filter((target) => roomOf(target) !== room && !allowed?.includes(roomOf(target)))
        .map((target) => `${relative(SRC, file)} -> ${relative(SRC, target)}`),
    );
    expect(trespasses).toEqual([]);
  });

  it('uses each library in its own room only', () => {
    const trespasses = sourceFiles(SRC).flatMap((file) =>
      importsOf(file, LIBRARY_IMPORT)
        .filter((library) => {
          const name = Object.keys(LIBRARY_ROOMS).find((known) => library === known || library.startsWith(`${known}/`));
          return name !== undefined && !LIBRARY_ROOMS[name]?.includes(roomOf(file));
        })
        .map((library) => `${relative(SRC, file)} uses ${library}`),
    );
    expect(trespasses).toEqual([]);
  });

  it('keeps browser code free of everything but types of the contract', () => {
    const values = sourceFiles(join(SRC, 'web')).flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /from '(\.\.\/)+contract\//.test(line) && !line.startsWith('import type'))
        .map((line) => `${relative(SRC, file)}: ${line}`),
    );
    expect(values).toEqual([]);
  });

  it('has no file that is too long to read once, no barrel and no default export', () => {
    const problems = sourceFiles(SRC).flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return [
        text.split('\n').length > MOST_LINES + 1 ? `${relative(SRC, file)} has more than ${MOST_LINES} lines` : null,
        /(^|\/)index\.tsx?$/.test(file) ? `${relative(SRC, file)} is a barrel` : null,
        /^export default/m.test(text) ? `${relative(SRC, file)} has a default export` : null,
      ].filter((problem) => problem !== null);
    });
    expect(problems).toEqual([]);
  });
});
