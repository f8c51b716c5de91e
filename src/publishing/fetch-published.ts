import { BotError } from '../contract/errors.ts';
import { unpackContent } from './pack-content.ts';
import type { PublishedContent, PublishedVersion } from './published-content.ts';

/** The folder of a published version, laid out under `root`. Raises NOT_FOUND when it has just been replaced, CONTENT_INVALID when it is damaged. */
export async function fetchPublished(store: PublishedContent, wanted: PublishedVersion, root: string): Promise<string> {
  const bytes = await store.read(wanted);
  if (bytes === null) throw new BotError('NOT_FOUND', `Version ${wanted.version} was replaced before it was read`);
  return unpackContent(wanted.kind, { hash: wanted.hash, bytes }, root);
}
