import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { loadConfig, type Config } from '../config/load-config.ts';
import { readChurnModels } from '../churn/churn-models.ts';
import type { IntentDefinition } from '../contract/content.ts';
import { BotError } from '../contract/errors.ts';
import { openRedis } from '../coordination/redis/open-redis.ts';
import { createEmbedder } from '../embedding/create-embedder.ts';
import type { ContentKind } from '../publishing/published-content.ts';
import { loadArticles } from '../retrieval/load-articles.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createLogger } from '../telemetry/logger.ts';
import { loadIntents } from '../understanding/load-intents.ts';
import { contentAdvice } from './content-advice.ts';
import { writeLine } from './lines.ts';
import { openInForce, type InForce } from './open-in-force.ts';

/** A check gives a word on what is well, or raises what is wrong and what to do. */
type Check = readonly [what: string, check: (config: Config, content: Content) => Promise<string> | string];
/** Opened when the first check asks for it: after that of the database, which says what it did to it. */
type Content = () => Promise<InForce>;

const LEAST_FREE_BYTES = 500_000_000;
const LEAST_NODE = [20, 11] as const;

const CHECKS: readonly Check[] = [
  ['Node.js', checkNode],
  ['data folder', checkDataDir],
  ['database', checkDatabase],
  ['Redis', checkRedis],
  ['intents', checkIntents],
  ['articles', checkArticles],
  ['encoder', checkEncoder],
  ['churn model', checkChurn],
  ['port', checkPort],
];

/** `kefu doctor`: checks everything a start needs, says what to do, and ends with 1 when something is wrong; what only disappoints customers is advice. */
export async function doctor(): Promise<number> {
  let config: Config;
  try {
    config = loadConfig(process.env);
  } catch (error) {
    await writeLine(`✗ configuration: ${messageOf(error)}`);
    return 1;
  }
  await writeLine('✓ configuration');
  let opened: Promise<InForce> | null = null;
  // Where the database cannot be asked, which its own check says, the folders are looked at.
  const content: Content = () => (opened ??= openInForce(config).catch(() => openInForce(config, { isLocal: true })));
  let problems = 0;
  for (const [what, check] of CHECKS) {
    try {
      await writeLine(`✓ ${what}: ${await check(config, content)}`);
    } catch (error) {
      problems += 1;
      await writeLine(`✗ ${what}: ${messageOf(error)}`);
    }
  }
  for (const advice of await adviceOn(content)) await writeLine(`! ${advice}`);
  await (await content()).dispose();
  await writeLine(problems === 0 ? 'All is well.' : `${problems} problem${problems === 1 ? '' : 's'} found.`);
  return problems === 0 ? 0 : 1;
}

/** On content that a check has found faulty there is none. */
async function adviceOn(content: Content): Promise<readonly string[]> {
  try {
    const inForce = await content();
    const catalogue = await read(inForce, 'intents', loadIntents);
    const { articles } = await read(inForce, 'knowledge', loadArticles);
    return contentAdvice(catalogue, articles, Date.now());
  } catch {
    return [];
  }
}

function checkNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
    throw new BotError('CONFIG_INVALID', `Node.js ${process.versions.node} is too old: install ${LEAST_NODE.join('.')} or newer`);
  }
  return process.versions.node;
}

function checkDataDir({ dataDir }: Config): string {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new BotError(
      'CONFIG_INVALID',
      `${dataDir} cannot be written: give it to the user that runs Kefu, or set KEFU_DATA_DIR`,
      { cause: error },
    );
  }
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < LEAST_FREE_BYTES)
    throw new BotError('CONFIG_INVALID', `${dataDir} has less than 500 MB free: make room, or set KEFU_DATA_DIR`);
  return dataDir;
}

async function checkDatabase({ database }: Config): Promise<string> {
  if (database.kind === 'sqlite' && !existsSync(database.file)) {
    accessSync(existsSync(dirname(database.file)) ? dirname(database.file) : '.', constants.W_OK);
    return `${database.file} will be made at the first start`;
  }
  const opened = await openDatabase(database);
  try {
    const applied = await opened.migrate();
    return `${opened.name}, ${applied.length === 0 ? 'up to date' : `brought up to date (${applied.join(', ')})`}`;
  } finally {
    await opened.db.destroy();
  }
}

async function checkRedis({ redis }: Config): Promise<string> {
  if (redis === null) return 'not used';
  const opened = await openRedis({ ...redis, logger: createLogger('silent'), now: Date.now, newId: randomUUID });
  const { host } = new URL(redis.url);
  try {
    if (opened.isUp()) return `${host} answers`;
    throw new BotError(
      'CONFIG_INVALID',
      `${host} does not answer, or refuses the password: start Redis, or correct KEFU_REDIS_URL. Kefu serves without it, each process alone`,
    );
  } finally {
    await opened.dispose();
  }
}

async function checkIntents(_: Config, content: Content): Promise<string> {
  const inForce = await content();
  const { intents } = await read(inForce, 'intents', loadIntents);
  return `${intents.size} intents${originOf(inForce, 'intents')}`;
}

async function checkArticles(_: Config, content: Content): Promise<string> {
  const inForce = await content();
  const { articles } = await read(inForce, 'knowledge', loadArticles);
  // What is wrong with the intents their own check says.
  const { intents } = await read(inForce, 'intents', loadIntents).catch(() => ({ intents: new Map<string, IntentDefinition>() }));
  const ids = new Set(articles.map(({ id }) => id));
  const dangling = [...intents.values()].filter(({ article }) => article !== undefined && !ids.has(article));
  if (dangling.length > 0) {
    const lines = dangling.map(({ id, article }) => `${id}.yaml names the article "${article ?? ''}", which does not exist`);
    throw new BotError('CONTENT_INVALID', `${lines.join('; ')}: write it, or drop the line`);
  }
  return `${articles.length} files, ${ids.size} articles${originOf(inForce, 'knowledge')}`;
}

async function checkChurn(_: Config, content: Content): Promise<string> {
  const inForce = await content();
  const { version, table } = await read(inForce, 'churn', readChurnModels);
  const ownWay = table === null ? ', built in: train your own with `kefu train churn`' : '';
  return `version ${version}${originOf(inForce, 'churn')}${ownWay}`;
}

async function read<Loaded>({ begin }: InForce, kind: ContentKind, load: (folder: string) => Loaded): Promise<Loaded> {
  return await begin(kind, (folder) => Promise.resolve(load(folder)));
}

function originOf({ published }: InForce, kind: ContentKind): string {
  return published.includes(kind) ? ', as published' : '';
}

async function checkEncoder({ encoder }: Config): Promise<string> {
  const embedder = await createEmbedder({ ...encoder, cacheSize: 1, logger: createLogger('silent') });
  await embedder.dispose();
  return `${embedder.id}, ${embedder.dimensions} dimensions`;
}

async function checkPort({ port, host }: Config): Promise<string> {
  const server = createServer();
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => resolve(null));
  });
  server.close();
  if (problem?.code === 'EADDRINUSE') return `${port} is taken (by Kefu itself, if it runs; otherwise set KEFU_PORT)`;
  if (problem)
    throw new BotError(
      'CONFIG_INVALID',
      `Cannot listen on ${host}:${port} (${problem.code ?? 'unknown'}): set KEFU_HOST or KEFU_PORT`,
    );
  return `${port} is free`;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return String(error);
}
