/** A file of a message, where the browser can fetch it. */
export interface SentFile {
  readonly name: string;
  readonly contentType: string;
  readonly url: string;
}

export type Sender = 'customer' | 'bot' | 'agent';

export type ThreadEvent =
  | { readonly name: 'handed-over' | 'agent-timed-out' | 'returned-to-bot' | 'queue-left' | 'rated' }
  | { readonly name: 'agent-joined' | 'agent-transferred'; readonly agentName: string | null }
  | { readonly name: 'ticket-closed'; readonly ticketId: string };

interface Common {
  /** The server's id. */
  readonly id: string;
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type Received =
  | { readonly kind: 'typing'; readonly sender: Sender }
  | (Common & { readonly kind: 'event'; readonly event: ThreadEvent })
  | (Common & {
      readonly kind: 'message';
      readonly sender: Sender;
      readonly senderName: string;
      readonly text: string;
      readonly isMarkdown: boolean;
      readonly files: readonly SentFile[];
      readonly quickReplies: readonly { readonly title: string; readonly value: string }[];
      readonly article: { readonly title: string; readonly url: string } | null;
      /** Our own id of a message that we sent. */
      readonly clientId: string | null;
    });

const AGENT_ID = 'kefu-agent';

/**
 * Reads one activity of the wire, field by field: a server of another version must not break the shop's page.
 * Null when it is nothing to show.
 */
export function readActivity(given: unknown): Received | null {
  const activity = recordOf(given);
  const from = recordOf(activity['from']);
  const kefu = recordOf(recordOf(activity['channelData'])['kefu']);
  const sender = senderOf(from, kefu);
  const { type } = activity;
  if (type === 'typing') return { kind: 'typing', sender };
  const id = textOf(activity['id']);
  if (type !== 'message' || id === '') return null;
  const common = { id, sequence: sequenceOf(id), at: Date.parse(textOf(activity['timestamp'])) || 0 };
  const event = eventOf(recordOf(kefu['event']));
  if (event) return { ...common, kind: 'event', event };
  return {
    ...common,
    kind: 'message',
    sender,
    senderName: textOf(kefu['agentName']) || textOf(from['name']),
    text: textOf(activity['text']),
    isMarkdown: activity['textFormat'] === 'markdown',
    files: listOf(activity['attachments']).flatMap(fileOf),
    quickReplies: listOf(recordOf(activity['suggestedActions'])['actions']).flatMap(quickReplyOf),
    article: articleOf(recordOf(kefu['article'])),
    clientId: textOf(recordOf(activity['channelData'])['clientActivityID']) || null,
  };
}

/** Ids end in the sequence of the log: `…|0000012`. */
export function sequenceOf(id: string): number {
  return Number(/\|(\d+)$/.exec(id)?.[1] ?? 0);
}

function senderOf(from: Fields, kefu: Fields): Sender {
  if (from['role'] === 'user') return 'customer';
  return kefu['author'] === 'agent' || from['id'] === AGENT_ID ? 'agent' : 'bot';
}

function eventOf(event: Fields): ThreadEvent | null {
  const name = event['name'];
  switch (name) {
    case 'handed-over':
    case 'agent-timed-out':
    case 'returned-to-bot':
    case 'queue-left':
    case 'rated':
      return { name };
    case 'agent-joined':
    case 'agent-transferred':
      return { name, agentName: textOf(event['agentName'] ?? event['toName']) || null };
    case 'ticket-closed':
      return { name, ticketId: textOf(event['ticketId']) };
    default:
      return null;
  }
}

/** Cards are not files: the article comes in `channelData`, too. */
function fileOf(given: unknown): readonly SentFile[] {
  const { name, contentType, contentUrl } = recordOf(given);
  const url = textOf(contentUrl);
  return /^https?:\/\//.test(url) ? [{ name: textOf(name), contentType: textOf(contentType), url }] : [];
}

function quickReplyOf(given: unknown): readonly { title: string; value: string }[] {
  const action = recordOf(given);
  const title = textOf(action['title']);
  const value = textOf(action['value']) || title;
  return action['type'] === 'imBack' && value !== '' ? [{ title: title || value, value }] : [];
}

function articleOf(article: Fields): { title: string; url: string } | null {
  const url = textOf(article['url']);
  return /^https?:\/\//.test(url) ? { title: textOf(article['title']) || url, url } : null;
}

type Fields = Readonly<Record<string, unknown>>;

function recordOf(given: unknown): Fields {
  return typeof given === 'object' && given !== null ? Object.fromEntries(Object.entries(given)) : {};
}

function listOf(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [];
}

function textOf(given: unknown): string {
  return typeof given === 'string' ? given : '';
}
