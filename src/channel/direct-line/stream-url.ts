import type { Tokens } from './tokens.ts';

/** Where a client opens its WebSocket, within a minute: entries after `after` come first, then whatever is new. */
export async function streamUrl(
  tokens: Pick<Tokens, 'issueStream'>,
  { base, conv, after }: { readonly base: string; readonly conv: string; readonly after: number },
): Promise<string> {
  const token = await tokens.issueStream({ conv, after, base });
  return `${base.replace(/^http/, 'ws')}/v3/directline/conversations/${encodeURIComponent(conv)}/stream?t=${token}`;
}
