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

const Stored = z.object({ directLine: z.string().min(16), token: z.string().min(32), identity: z.string().min(32) });

/**
 * Secrets from the environment; those that nobody set are generated once into `<data>/secrets.json` (readable by the owner only).
 * `generated` tells whether that happened just now. Raises CONFIG_INVALID when the file is damaged.
 */
export function resolveSecrets(config: Pick<Config, 'dataDir' | 'secrets'>): {
  readonly secrets: Secrets;
  readonly generated: string | null;
} {
  const file = join(config.dataDir, 'secrets.json');
  const stored = read(file);
  const fallback = stored ?? { directLine: secret(), token: secret(), identity: secret() };
  const secrets = {
    directLine: config.secrets.directLine ?? fallback.directLine,
    token: config.secrets.token ?? fallback.token,
    identity: config.secrets.identity ?? fallback.identity,
  };
  const isComplete = Object.values(config.secrets).every((value) => value !== null);
  if (stored !== null || isComplete) return { secrets, generated: null };
  mkdirSync(config.dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(fallback, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return { secrets, generated: file };
}

function read(file: string): Secrets | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new BotError('CONFIG_INVALID', `Cannot read ${file}: make it readable for the user that runs Kefu`, { cause: error });
  }
  try {
    return Stored.parse(JSON.parse(text));
  } catch (error) {
    throw new BotError(
      'CONFIG_INVALID',
      `${file} is damaged: restore it, or delete it to make new secrets (open chats then end)`,
      { cause: error },
    );
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
