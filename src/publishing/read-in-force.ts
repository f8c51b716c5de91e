import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchPublished } from './fetch-published.ts';
import type { ContentKind, PublishedContent } from './published-content.ts';

/**
 * What `read` makes of the content in force: of what is published, else of the own folder. For commands: what is published is laid out
 * for the moment and apart from the service, which may run beside. Raises as `read` and `fetchPublished` do.
 */
export async function readInForce<Content>(
  store: PublishedContent,
  kind: ContentKind,
  ownFolder: string,
  read: (folder: string) => Content | Promise<Content>,
): Promise<Content> {
  const version = (await store.current()).find((published) => published.kind === kind);
  if (version === undefined) return read(ownFolder);
  const root = mkdtempSync(join(tmpdir(), 'kefu-content-'));
  try {
    return await read(await fetchPublished(store, version, root));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
