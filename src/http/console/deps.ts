import type { Agent } from '../../contract/agent.ts';
import type { Article, ShopDefinition } from '../../contract/content.ts';
import type { AttachmentStore } from '../../channel/attachment-store.ts';
import type { RateLimiter } from '../../channel/rate-limiter.ts';
import type { ChurnReport } from '../../contract/churn-report.ts';
import type { ContentReport } from '../../contract/content-report.ts';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import type { Announcements } from '../../conversation/announcements.ts';
import type { LinkedConversations } from '../../conversation/linked-conversations.ts';
import type { Outbox } from '../../conversation/outbox.ts';
import type { Shop } from '../../customers/shop.ts';
import type { AgentDirectory } from '../../handoff/agent-directory.ts';
import type { ChatSearch } from '../../handoff/chat-search.ts';
import type { HandoffDesk } from '../../handoff/desk.ts';
import type { Presence } from '../../handoff/presence.ts';
import type { ReportStore } from '../../handoff/report-store.ts';
import type { SignIn } from '../../handoff/sign-in.ts';
import type { StepIn } from '../../handoff/step-in.ts';
import type { TicketQueue } from '../../handoff/ticket-queue.ts';

/** A passage that might answer the customer's last message. */
export interface SuggestedReply {
  readonly articleId: string;
  readonly title: string;
  readonly text: string;
  readonly score: number;
}

export interface ConsoleDeps {
  readonly log: ConversationLog;
  readonly queue: TicketQueue;
  readonly desk: HandoffDesk;
  readonly chats: ChatSearch;
  readonly stepIn: StepIn;
  readonly agents: AgentDirectory;
  readonly signIn: SignIn;
  readonly presence: Presence;
  readonly reports: ReportStore;
  readonly announcements: Announcements;
  readonly attachments: AttachmentStore;
  readonly outbox: Pick<Outbox, 'deadLetters' | 'revive' | 'drop'>;
  readonly linked: LinkedConversations;
  readonly limiter: RateLimiter;
  /** Of a span, ms since the epoch. */
  readonly churnReport: (from: number, to: number) => Promise<ChurnReport>;
  /** Of the last so many days. */
  readonly contentReport: (days: number) => Promise<ContentReport>;
  readonly shop: Shop;
  readonly shopDefinition: () => ShopDefinition;
  readonly articles: () => readonly Article[];
  readonly suggest: (conversationId: string) => Promise<readonly SuggestedReply[]>;
  readonly uploadMaxBytes: number;
  readonly now: () => number;
  readonly newId: () => string;
}

/** What the session check leaves for the routes behind it. */
export interface SignedIn {
  readonly agent: Agent;
  readonly token: string;
}
