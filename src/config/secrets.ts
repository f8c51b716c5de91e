import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BotError } from '../contract/errors.ts';
import type { Config } from './load-config.ts';

export interface Secrets {
  readonly directLine: string;
  readonly token: string;
  readonly identity: string;
}

/** Where secrets are kept that nobody set. */
export interface SecretStore {
  /** Its place, for the log. */
  readonly place: string;
  /** Writes the candidates unless secrets stand there already, and gives what stands there. `isNew`: they were written just now. */
  keep(candidates: Readonly<Record<keyof Secrets, string>>): Promise<{ readonly secrets: unknown; readonly isNew: boolean }>;
}

const Stored = z.object({ directLine: z.string().min(16), token: z.string().min(32), identity: z.string().min(32) });

/**
 * Secrets from the environment; those that nobody set are generated once into the store.
 * `generated` is the store's place when that happened just now. Raises CONFIG_INVALID when what is stored is damaged.
 */
export async function resolveSecrets(
  given: Config['secrets'],
  store: SecretStore,
): Promise<{ readonly secrets: Secrets; readonly generated: string | null }> {
  const { directLine, token, identity } = given;
  if (directLine !== null && token !== null && identity !== null) {
    return { secrets: { directLine, token, identity }, generated: null };
  }
  const { secrets, isNew } = await store.keep({ directLine: secret(), token: secret(), identity: secret() });
  const stored = parse(secrets, store.place);
  return {
    secrets: {
      directLine: directLine ?? stored.directLine,
      token: token ?? stored.token,
      identity: identity ?? stored.identity,
    },
    generated: isNew ? store.place : null,
  };
}

export function secretFileOf(dataDir: string): string {
  return join(dataDir, 'secrets.json');
}

/** Secrets in `<data>/secrets.json`, readable by the owner only. */
export function createSecretFile(dataDir: string): SecretStore {
  const file = secretFileOf(dataDir);
  return {
    place: file,
    keep: (candidates) => {
      const stored = read(file);
      if (stored !== undefined) return Promise.resolve({ secrets: stored, isNew: false });
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      writeFileSync(file, `${JSON.stringify(candidates, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      return Promise.resolve({ secrets: candidates, isNew: true });
    },
  };
}

/** The secrets of a data folder; null when it has none. Raises CONFIG_INVALID when they are damaged. */
export function readSecretFile(dataDir: string): Secrets | null {
  const file = secretFileOf(dataDir);
  const stored = read(file);
  return stored === undefined ? null : parse(stored, file);
}

/** Undefined when there is no file; a text that is no JSON comes back as it is, for `parse` to refuse. */
function read(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BotError('CONFIG_INVALID', `Cannot read ${file}: make it readable for the user that runs Kefu`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parse(stored: unknown, place: string): Secrets {
  const { data, error } = Stored.safeParse(stored);
  if (data !== undefined) return data;
  throw new BotError(
    'CONFIG_INVALID',
    `The secrets in ${place} are damaged: restore them, or delete them to make new ones (open chats then end)`,
    { cause: error },
  );
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
