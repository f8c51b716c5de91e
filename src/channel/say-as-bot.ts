import type { Conversation } from '../contract/conversation.ts';
import type { ConversationLog } from '../contract/conversation-log.ts';
import type { Reply } from '../conversation/compose.ts';

export interface SayAsBotDeps {
  readonly log: Pick<ConversationLog, 'commit'>;
  readonly newId: () => string;
}

/**
 * Writes one bubble of the bot that no turn decided on. The same `clientId` is said once; nothing is said when somebody else has the
 * conversation by now.
 */
export async function sayAsBot(
  { id, fence }: Pick<Conversation, 'id' | 'fence'>,
  clientId: string,
  { text, quickReplies = [], article = null }: Pick<Reply, 'text'> & Partial<Reply>,
  { log, newId }: SayAsBotDeps,
): Promise<void> {
  await log.commit({
    conversationId: id,
    expect: { fence },
    entries: [
      { id: newId(), author: { kind: 'bot' }, clientId, body: { kind: 'message', text, quickReplies, article, attachments: [] } },
    ],
  });
}
