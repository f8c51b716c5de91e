import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { post, sendMessage } from '../support/direct-line-client.ts';
import type { CustomerMessage } from '../support/messages.ts';
import type { AcknowledgedMessage } from './check-evidence.ts';

export interface CustomerDeps {
  /** Where the server is now; null while it is down. It moves at each restart. */
  readonly url: () => string | null;
  readonly isOver: () => boolean;
  readonly nextMessage: () => CustomerMessage;
  readonly random: () => number;
  /** A conversation is begun. */
  readonly onChat?: (chat: Chat) => void;
  readonly onAcknowledged: (message: AcknowledgedMessage, took: Took) => void;
  readonly onFailedAttempt: () => void;
}

/** Messages in one conversation, after which the customer begins another. */
const MESSAGES_OF_A_CONVERSATION = 12;
const RETRY_MS = 40;
const LONGEST_PAUSE_MS = 600;
/** Share of acknowledged messages that are sent once more, as connectors do that lost the answer. */
const REPEATED = 0.1;

/** First attempt of a message, and its first acknowledgement; ms of this process' monotonic clock. */
export interface Took {
  readonly begunAt: number;
  readonly endedAt: number;
}

export interface Chat {
  readonly conversationId: string;
  readonly token: string;
  readonly userId: string;
}

/**
 * Writes one message after the other and gives none up: it is sent under the same client id until the server acknowledges it,
 * whatever dies meanwhile. A message in work when the run is over is still brought to its end.
 */
export async function runCustomer(deps: CustomerDeps): Promise<void> {
  while (!deps.isOver()) {
    const chat = await insist(async (url) => {
      const given = await post<Chat>(`${url}/api/chat/token`, { locale: deps.random() < 0.5 ? 'zh' : 'en' });
      await post(`${url}/v3/directline/conversations`, {}, given.token);
      return given;
    }, deps);
    deps.onChat?.(chat);
    for (let n = 0; n < MESSAGES_OF_A_CONVERSATION && !deps.isOver(); n += 1) {
      await pause(deps.random() * LONGEST_PAUSE_MS);
      const { text } = deps.nextMessage();
      const clientId = randomUUID();
      const send = (url: string): Promise<string> => sendMessage({ url, ...chat, text, clientActivityId: clientId });
      const begunAt = performance.now();
      const activityIds = [await insist(send, deps)];
      const took = { begunAt, endedAt: performance.now() };
      if (deps.random() < REPEATED) activityIds.push(await insist(send, deps));
      deps.onAcknowledged({ conversationId: chat.conversationId, clientId, text, activityIds }, took);
    }
  }
}

async function insist<T>(work: (url: string) => Promise<T>, deps: CustomerDeps): Promise<T> {
  for (;;) {
    const url = deps.url();
    if (url !== null) {
      try {
        return await work(url);
      } catch {
        deps.onFailedAttempt();
      }
    }
    await pause(RETRY_MS * (1 + deps.random()));
  }
}
