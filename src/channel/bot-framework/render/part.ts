import type { Activity } from 'botbuilder';
import type { Attachment } from '../../../contract/conversation.ts';
import type { Language } from '../../../contract/language.ts';
import type { ConnectorReference } from '../references.ts';

/** One activity of those that show an entry, in order. */
export interface Part {
  readonly activity: Partial<Activity>;
  /** The same in plain words, sent when the channel refuses the richer one; null when it already is plain. */
  readonly plain: Partial<Activity> | null;
}

export interface RenderContext {
  /** For events, which the log keeps without words, and for titles. */
  readonly language: Language;
  readonly to: Pick<ConnectorReference, 'channel' | 'threadTs' | 'topic'>;
  /** Address under which the reader's device reaches Kefu. */
  readonly base: string;
  /** A link that downloads the file without signing in. */
  readonly linkOf: (attachment: Attachment) => string;
}
