import type { Activity } from 'botbuilder';
import type { ConversationLog } from '../../contract/conversation-log.ts';
import { toActivities } from './activities.ts';
import type { AttachmentLinks } from './attachment-links.ts';

export interface ActivitySet {
  readonly activities: readonly Partial<Activity>[];
  /** Opaque to clients: the sequence of the last entry that they have seen. */
  readonly watermark: string;
}

export interface ReadActivitiesDeps {
  readonly log: Pick<ConversationLog, 'read' | 'find'>;
  readonly links: AttachmentLinks;
  readonly botName: string;
}

/** What a customer's client sees of the log after a sequence: at most a page, empty when there is nothing new. */
export type ReadActivities = (
  conversationId: string,
  after: number,
  base: string,
) => Promise<ActivitySet & { readonly last: number }>;

const PAGE = 100;
/** Entries read again to find the message that a reply answers; further apart, the reply names none. */
const LOOK_BACK = 4;

export function createReadActivities({ log, links, botName }: ReadActivitiesDeps): ReadActivities {
  return async (conversationId, after, base) => {
    const from = Math.max(0, after - LOOK_BACK);
    const entries = await log.read(conversationId, { after: from, limit: PAGE + LOOK_BACK, audience: 'customer' });
    const fresh = entries.filter(({ sequence }) => sequence > after);
    const last = fresh.at(-1)?.sequence ?? after;
    const hasEvent = fresh.some(({ body }) => body.kind === 'event');
    const language = (hasEvent ? await log.find(conversationId) : null)?.language ?? 'en';
    return { activities: toActivities(entries, after, { base, language, botName, links }), watermark: String(last), last };
  };
}

/** A client's watermark as a sequence; whatever is not one means "from the beginning", since refusing it would end its polling. */
export function sequenceOf(watermark: unknown): number {
  return typeof watermark === 'string' && /^\d{1,15}$/.test(watermark) ? Number(watermark) : 0;
}
