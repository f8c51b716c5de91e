import type { Readable } from 'node:stream';

export type Fetched =
  | { readonly kind: 'fetched'; readonly bytes: Buffer; readonly contentType: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'failed' };

/** Reads a body, and no more than it may have. */
export async function readAtMost(body: Readable, contentType: string, maxBytes: number): Promise<Fetched> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) {
        body.destroy();
        return { kind: 'too-large' };
      }
      chunks.push(chunk);
    }
  } catch {
    return { kind: 'failed' };
  }
  return { kind: 'fetched', bytes: Buffer.concat(chunks), contentType };
}
