import { cpSync, existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import { cacheFolderOf, foldersOf, openBrain, type BeginWith, type Brain } from '../open-brain.ts';
import type { ContentKind } from '../publishing/published-content.ts';
import { createLogger } from '../telemetry/logger.ts';
import { openInForce } from './open-in-force.ts';

const KINDS = ['intents', 'knowledge'] as const;
export type CandidateFolders = Readonly<Partial<Record<(typeof KINDS)[number], string | undefined>>>;

/** Two bots that share an encoder. */
export interface WithCandidate {
  readonly inForce: Brain;
  readonly candidate: Brain;
  dispose(): Promise<void>;
}

/**
 * The bot that serves, and the one that would with other content: with the folders that are given, or else with those of this machine in
 * place of what is published. Raises BAD_REQUEST where these are no folders, or no others than in force; CONTENT_INVALID.
 */
export async function openWithCandidate(config: Config, given: CandidateFolders): Promise<WithCandidate> {
  const content = await openInForce(config);
  try {
    const own = foldersOf(config);
    const folders: CandidateFolders = KINDS.some((kind) => given[kind] !== undefined)
      ? checked(given)
      : Object.fromEntries(content.published.flatMap((kind) => (kind === 'churn' ? [] : [[kind, own[kind]]])));
    if (Object.keys(folders).length === 0) throw new BotError('BAD_REQUEST', NO_CANDIDATE);
    const options = { logger: createLogger('silent'), now: Date.now };
    const inForce = await openBrain(config, { ...options, begin: content.begin });
    try {
      const begin: BeginWith = (kind, load) => {
        const folder = folderOf(folders, kind);
        return folder === undefined ? content.begin(kind, load) : load(folder);
      };
      const candidate = await openBrain(withOwnCache(config), { ...options, begin, sharedEmbedder: inForce.embedder });
      return { inForce, candidate, dispose: () => inForce.dispose() };
    } catch (error) {
      await inForce.dispose();
      throw error;
    }
  } finally {
    await content.dispose();
  }
}

const NO_CANDIDATE =
  'There is nothing to compare: the folders of this machine are in force. Copy the folder, change the copy, and name it with --intents or --knowledge; or publish what is in force (kefu publish) and change the folder';

function folderOf(folders: CandidateFolders, kind: ContentKind): string | undefined {
  return kind === 'churn' ? undefined : folders[kind];
}

function checked(given: CandidateFolders): CandidateFolders {
  const wanted = KINDS.flatMap((kind) => {
    const folder = given[kind];
    if (folder === undefined) return [];
    const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (!isFolder) throw new BotError('BAD_REQUEST', `--${kind} names ${folder}, which is no folder: name the changed copy`);
    return [[kind, resolve(folder)] as const];
  });
  return Object.fromEntries(wanted);
}

/** A cache beside the service's, which would have to train again at its next start. It begins as a copy, so that only what changed is computed. */
function withOwnCache(config: Config): Config {
  const own = { ...config, dataDir: join(config.dataDir, 'replay') };
  const [from, to] = [cacheFolderOf(config), cacheFolderOf(own)];
  try {
    if (existsSync(from) && !existsSync(to)) cpSync(from, to, { recursive: true });
  } catch {
    // It only saves time; what is not whole is made again.
  }
  return own;
}
