import { BotError } from './contract/errors.ts';
import type { ConversationLog } from './contract/conversation-log.ts';
import type { Embedder } from './embedding/embedder.ts';

const ENCODER_MS = 1_000;

/** What keeps the service from doing its work, in words; empty when it is ready. */
export async function reasonsNotReady(
  log: Pick<ConversationLog, 'pending'>,
  embedder: Pick<Embedder, 'embed'>,
): Promise<readonly string[]> {
  const problems = await Promise.all([
    log.pending(1).then(
      () => null,
      () => 'the database cannot be read',
    ),
    embedder.embed(['ready?'], { signal: AbortSignal.timeout(ENCODER_MS) }).then(
      () => null,
      (error: unknown) => (error instanceof BotError ? error.message : 'the encoder does not answer'),
    ),
  ]);
  return problems.filter((problem) => problem !== null);
}
