import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { BotError } from '../contract/errors.ts';
import type { ContentKind } from './published-content.ts';

/**
 * Names below the folder that a replica reads (understanding/load-intents.ts, retrieval/load-articles.ts, churn/churn-models.ts). A shop's
 * earlier churn models stay where they were trained: one of them serves again when it is copied over `live.json` and published.
 */
const FILES: Readonly<Record<ContentKind, RegExp>> = {
  intents: /\.ya?ml$/,
  knowledge: /\.md$/,
  churn: /^(demo|live|conversation)\.json$/,
};
/** Unpacked. Ten thousand long articles are a tenth of it. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Names as the loaders read them: no dot at the front, so no way out of the folder. */
const Packed = z.record(z.string().regex(/^[^./\\\0][^/\\\0]*(\/[^./\\\0][^/\\\0]*)*$/), z.string());

export interface PackedContent {
  /** SHA-256 of the files, hex. */
  readonly hash: string;
  readonly bytes: Buffer;
  readonly files: number;
}

/** The files of a folder as one piece. Raises CONTENT_INVALID when the folder cannot be read, or is larger than a database should hold. */
export function packContent(kind: ContentKind, folder: string): PackedContent {
  const files = Object.fromEntries(
    namesOf(kind, folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );
  const text = JSON.stringify(files);
  if (text.length > MOST_BYTES) throw new BotError('CONTENT_INVALID', `${folder} holds more than ${MOST_BYTES} bytes`);
  return { hash: hashOf(text), bytes: gzipSync(text), files: Object.keys(files).length };
}

/**
 * Lays packed content out under `root` and returns its folder, which is there as a whole or not at all, is named after its hash, and is the
 * only one of its kind. What lies there already is not trusted: a loss of power leaves files empty.
 * Raises CONTENT_INVALID when the bytes are not what the hash was made of, or no packed content.
 */
export function unpackContent(kind: ContentKind, packed: Pick<PackedContent, 'hash' | 'bytes'>, root: string): string {
  const folder = join(root, kind, packed.hash);
  const files = readPacked(packed);
  const aside = `${folder}.${process.pid}.tmp`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  try {
    for (const [name, content] of Object.entries(files)) {
      const file = join(aside, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, Buffer.from(content, 'base64'));
    }
    for (const name of readdirSync(dirname(folder))) {
      if (name !== basename(aside)) rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
    renameSync(aside, folder);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

function readPacked({ hash, bytes }: Pick<PackedContent, 'hash' | 'bytes'>): Readonly<Record<string, string>> {
  try {
    const text = gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8');
    if (hashOf(text) === hash) return Packed.parse(JSON.parse(text));
  } catch (error) {
    throw new BotError('CONTENT_INVALID', 'The published content cannot be unpacked: withdraw it, and publish it again', {
      cause: error,
    });
  }
  throw new BotError('CONTENT_INVALID', 'The published content does not have its hash: withdraw it, and publish it again');
}

/** In an order that does not depend on the file system. */
function namesOf(kind: ContentKind, folder: string): readonly string[] {
  try {
    return (
      readdirSync(folder, { withFileTypes: true, recursive: true })
        // As the loaders do: a mounted folder may be full of links.
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .filter((name) => FILES[kind].test(name) && !name.split('/').some((part) => part.startsWith('.')))
        .sort()
    );
  } catch (error) {
    throw new BotError('CONTENT_INVALID', `Cannot read ${folder}: check the path and its permissions`, { cause: error });
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
