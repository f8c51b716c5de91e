import type { ConversationReference } from 'botbuilder';

/** Where a conversation's channel can be written to, hours after its last message too. */
export interface ConnectorReference {
  readonly conversationId: string;
  /** As Bot Framework names it: `msteams`, `slack`, … */
  readonly channel: string;
  /** The connector; the lane of the outbox. */
  readonly serviceUrl: string;
  /** Tenant of Microsoft Entra, where there is one. */
  readonly tenantId: string | null;
  /** Slack's `ts` of the message that replies stand under; null outside threads. */
  readonly threadTs: string | null;
  /** What the channel says that the conversation is about: the subject of a mail. */
  readonly topic: string | null;
  readonly reference: Partial<ConversationReference>;
}

/** Kept before the first message is accepted, and again when the channel changes its address. */
export interface References {
  save(reference: ConnectorReference): Promise<void>;
  find(conversationId: string): Promise<ConnectorReference | null>;
}

/** Ids of conversations on connectors begin with their channel; those of the website have no bar. */
export function isOnConnector(conversationId: string): boolean {
  return conversationId.includes('|');
}
