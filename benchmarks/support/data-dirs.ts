import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_DIR } from './environment.ts';
import { startKefu } from './server-process.ts';

/** Ignored by git; may be deleted at any time. */
const WARM_DIR = join(PROJECT_DIR, 'data/benchmarks/warm');

/**
 * Trains once and keeps the caches, as a shop's second start finds them. A start that finds everything made is quick, so it is simply
 * done again: the program itself knows whether the caches are stale.
 */
export async function warmCaches(): Promise<void> {
  mkdirSync(WARM_DIR, { recursive: true });
  const server = await startKefu(WARM_DIR, { env: { KEFU_LOG_LEVEL: 'info' }, timeoutMs: 900_000 });
  await server.stop();
}

export interface DataDir {
  readonly path: string;
  dispose(): void;
}

/** A new data folder outside the checkout, with the warm caches or with nothing at all. */
export function createDataDir(kind: 'warm' | 'empty'): DataDir {
  const path = mkdtempSync(join(tmpdir(), 'kefu-benchmark-'));
  const cache = join(WARM_DIR, 'cache');
  if (kind === 'warm') {
    if (!existsSync(cache)) throw new Error(`${cache} is missing: call warmCaches first`);
    cpSync(cache, join(path, 'cache'), { recursive: true });
  }
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}
