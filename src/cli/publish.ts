import { parseArgs } from 'node:util';
import { readChurnModels } from '../churn/churn-models.ts';
import { loadConfig } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import { foldersOf } from '../open-brain.ts';
import { packContent } from '../publishing/pack-content.ts';
import { CONTENT_KINDS, type ContentKind, type PublishedContent } from '../publishing/published-content.ts';
import { loadArticles } from '../retrieval/load-articles.ts';
import { guardStore } from '../storage/guard-store.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createSqlPublishedContent } from '../storage/sql/published-content.ts';
import { loadIntents } from '../understanding/load-intents.ts';
import { writeLine } from './lines.ts';

const USAGE = 'kefu publish [intents] [knowledge] [churn] [--withdraw | --list]';

/** What cannot be read is refused here rather than by every replica. Raises CONTENT_INVALID, MODEL_INVALID. */
const CHECKS: Readonly<Record<ContentKind, (folder: string) => unknown>> = {
  intents: loadIntents,
  knowledge: loadArticles,
  churn: readChurnModels,
};

/** `kefu publish`: content of this machine's folders into the database, from where every replica takes it within seconds. */
export async function publish(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { withdraw: { type: 'boolean' }, list: { type: 'boolean' } },
  });
  const kinds = kindsOf(positionals);
  if (values.withdraw && kinds.length === 0) throw new BotError('BAD_REQUEST', `Withdraw what? ${USAGE}`);
  const config = loadConfig(process.env);
  const database = await openDatabase(config.database);
  try {
    await database.migrate();
    const store = guardStore(createSqlPublishedContent({ db: database.db, now: Date.now }));
    if (values.list) await list(store);
    else if (values.withdraw) await withdraw(store, kinds);
    else await publishFrom(foldersOf(config), store, kinds.length === 0 ? CONTENT_KINDS : kinds);
  } finally {
    await database.db.destroy();
  }
  return 0;
}

/** Nothing is published unless all of it can be read. */
async function publishFrom(
  folders: Readonly<Record<ContentKind, string>>,
  store: PublishedContent,
  kinds: readonly ContentKind[],
): Promise<void> {
  for (const kind of kinds) CHECKS[kind](folders[kind]);
  for (const kind of kinds) {
    const { hash, bytes, files } = packContent(kind, folders[kind]);
    const { version, isNew } = await store.publish({ kind, hash, bytes });
    const what = `${kind}: version ${version}, ${hash.slice(0, 12)}`;
    await writeLine(isNew ? `${what}, ${files} files, ${bytes.length} bytes` : `${what} was published already`);
  }
}

async function withdraw(store: PublishedContent, kinds: readonly ContentKind[]): Promise<void> {
  for (const kind of kinds) {
    const was = await store.withdraw(kind);
    await writeLine(was ? `${kind}: each replica goes back to its own files` : `${kind}: nothing was published`);
  }
}

async function list(store: PublishedContent): Promise<void> {
  const versions = await store.current();
  if (versions.length === 0) await writeLine('Nothing is published: each replica uses its own files.');
  for (const { kind, version, hash, createdAt } of versions)
    await writeLine(`${kind}: version ${version}, ${hash.slice(0, 12)}, ${new Date(createdAt).toISOString()}`);
}

function kindsOf(words: readonly string[]): readonly ContentKind[] {
  return words.map((word) => {
    const kind = CONTENT_KINDS.find((known) => known === word);
    if (!kind) throw new BotError('BAD_REQUEST', `There is no content "${word}". ${USAGE}`);
    return kind;
  });
}
