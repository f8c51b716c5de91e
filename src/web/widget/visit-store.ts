import type { Language } from '../../contract/language.ts';
import type { KeptMessage } from './outbox.ts';

export interface Visit {
  readonly conversationId: string;
  /** Opens the conversation again, for a month; worth as much as the conversation itself. */
  readonly resume: string;
}

/** What the browser remembers for the visitor: across tabs, but for the unsent words of each. */
export interface VisitStore {
  visit(): Visit | null;
  keepVisit(visit: Visit): void;
  /** Whether the customer has said anything in this conversation. */
  isUsed(conversationId: string): boolean;
  keepUsed(conversationId: string): void;
  /** Sequence up to which the customer has read this conversation. */
  readUpTo(conversationId: string): number;
  keepReadUpTo(conversationId: string, sequence: number): void;
  language(): Language | null;
  keepLanguage(language: Language): void;
  unsent(): readonly KeptMessage[];
  keepUnsent(messages: readonly KeptMessage[]): void;
  /** Another tab wrote something. */
  onChange(listener: () => void): void;
}

interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const PREFIX = 'kefu.';

/** `isFresh` keeps everything for as long as the page lives, and so does a browser that lets nothing be kept. */
export function createVisitStore(window: Window, isFresh: boolean): VisitStore {
  const long = isFresh ? memoryShelf() : guardedShelf(() => window.localStorage);
  const short = isFresh ? memoryShelf() : guardedShelf(() => window.sessionStorage);

  return {
    visit() {
      const { conversationId, resume } = fieldsOf(long.getItem('visit'));
      return typeof conversationId === 'string' && typeof resume === 'string' ? { conversationId, resume } : null;
    },
    keepVisit: (visit) => long.setItem('visit', JSON.stringify(visit)),
    isUsed: (conversationId) => long.getItem('used') === conversationId,
    keepUsed: (conversationId) => long.setItem('used', conversationId),
    readUpTo(conversationId) {
      const { of, sequence } = fieldsOf(long.getItem('read'));
      return of === conversationId && typeof sequence === 'number' ? sequence : 0;
    },
    keepReadUpTo: (of, sequence) => long.setItem('read', JSON.stringify({ of, sequence })),
    language() {
      const kept = long.getItem('language');
      return kept === 'zh' || kept === 'en' ? kept : null;
    },
    keepLanguage: (language) => long.setItem('language', language),
    unsent() {
      const { messages } = fieldsOf(short.getItem('unsent'));
      return Array.isArray(messages) ? messages.filter(isKeptMessage) : [];
    },
    keepUnsent: (messages) => short.setItem('unsent', JSON.stringify({ messages })),
    onChange(listener) {
      window.addEventListener('storage', ({ key }) => {
        if (key?.startsWith(PREFIX)) listener();
      });
    },
  };
}

function memoryShelf(): Shelf {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

/** Private windows and strict settings raise an error on each access; a full store does on writing. */
function guardedShelf(shelf: () => Storage): Shelf {
  const fallback = memoryShelf();
  return {
    getItem(key) {
      try {
        return shelf().getItem(PREFIX + key) ?? fallback.getItem(key);
      } catch {
        return fallback.getItem(key);
      }
    },
    setItem(key, value) {
      try {
        shelf().setItem(PREFIX + key, value);
      } catch {
        fallback.setItem(key, value);
      }
    },
  };
}

function fieldsOf(json: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json ?? '{}');
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    return {};
  }
}

function isKeptMessage(given: unknown): given is KeptMessage {
  const { clientId, text, at } = typeof given === 'object' && given !== null ? (given as Partial<KeptMessage>) : {};
  return typeof clientId === 'string' && typeof text === 'string' && typeof at === 'number';
}
