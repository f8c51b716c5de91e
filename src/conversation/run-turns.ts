import type { Conversation } from '../contract/conversation.ts';
import type { ConversationLog } from '../contract/conversation-log.ts';
import type { TurnRecord } from '../contract/turn.ts';
import { type Logger, inBackground } from '../telemetry/logger.ts';
import type { HandledTurn } from './handle-turn.ts';
import type { LogEntry } from '../contract/conversation.ts';
import { looksUnfinished } from './looks-unfinished.ts';
import type { Pace } from './pace.ts';
import type { TurnLeases } from './turn-leases.ts';

export interface TurnRunner {
  /** A message was accepted: a turn will follow, after a moment for further bubbles when the text looks unfinished. */
  schedule(conversationId: string, text: string): void;
  /** The customer is typing: a turn that waits, waits a little longer. */
  customerTyping(conversationId: string): void;
  /**
   * Schedules what a stopped process left unanswered: what has waited for `atLeastMs` or longer. What has not may be waiting for its
   * customer's next bubble in another process.
   */
  sweep(atLeastMs?: number): Promise<void>;
  /** Takes no further messages, and resolves when those that were taken are answered or have failed. May be called twice. */
  drain(): Promise<void>;
}

export interface TurnRunnerDeps {
  readonly log: ConversationLog;
  readonly leases: TurnLeases;
  readonly handleTurn: (
    conversation: Conversation,
    messages: readonly LogEntry[],
    history: readonly LogEntry[],
  ) => Promise<HandledTurn>;
  readonly onTurn: (record: TurnRecord, waitedMs: number) => void;
  readonly onFailure: () => void;
  readonly logger: Logger;
  readonly now: () => number;
  readonly burstMs: number;
  readonly mostAtOnce: number;
  readonly pace: Pace;
}

/** Longest a turn waits for a customer who keeps typing. */
export const LONGEST_BURST_MS = 5_000;
/** Pause before another look at a conversation whose turn another process is at: there may be a message that it has not seen. */
const ELSEWHERE_MS = 250;
const TYPING_MS = 1_500;
const MOST_ATTEMPTS = 5;
const HISTORY = 60;
const SWEEP = 500;

interface Waiting {
  readonly since: number;
  timer: NodeJS.Timeout;
}

/**
 * One turn at a time per conversation, bursts of bubbles joined into one turn. Nothing here must survive a crash: what is
 * unanswered stands in the log, and `sweep` finds it again.
 */
export function createTurnRunner(deps: TurnRunnerDeps): TurnRunner {
  const waiting = new Map<string, Waiting>();
  const ready: string[] = [];
  const running = new Map<string, Promise<void>>();
  /** Conversations that got another message while their turn ran. */
  const again = new Set<string>();
  let isDraining = false;

  function wait(conversationId: string, ms: number): void {
    const before = waiting.get(conversationId);
    clearTimeout(before?.timer);
    const since = before?.since ?? deps.now();
    const left = Math.max(0, Math.min(ms, since + LONGEST_BURST_MS - deps.now()));
    const timer = setTimeout(() => {
      waiting.delete(conversationId);
      ready.push(conversationId);
      next();
    }, left);
    waiting.set(conversationId, { since, timer });
  }

  function next(): void {
    while (running.size < deps.mostAtOnce) {
      const conversationId = ready.shift();
      if (conversationId === undefined) return;
      if (running.has(conversationId)) {
        again.add(conversationId);
        continue;
      }
      const work = run(conversationId).finally(() => {
        running.delete(conversationId);
        if (again.delete(conversationId)) ready.push(conversationId);
        next();
      });
      running.set(conversationId, work);
      inBackground(work, deps.logger, 'turn');
    }
  }

  async function run(conversationId: string): Promise<void> {
    try {
      const isMine = await deps.leases.withLease(conversationId, async () => {
        await answer(conversationId);
        return true;
      });
      if (isMine === null && !isDraining) wait(conversationId, ELSEWHERE_MS);
    } catch (error) {
      // The message is safe in the log; the next sweep tries again.
      deps.onFailure();
      deps.logger.error({ err: error, conversationId }, 'turn failed, will be tried again');
    }
  }

  async function answer(conversationId: string): Promise<void> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      await deps.pace();
      const conversation = await deps.log.find(conversationId);
      const messages = conversation ? await deps.log.unhandled(conversationId) : [];
      if (!conversation || messages.length === 0) return;
      const history = await deps.log.read(conversationId, {
        after: Math.max(0, conversation.lastSequence - HISTORY),
        limit: HISTORY,
        audience: 'customer',
      });
      const { commit, record } = await deps.handleTurn(conversation, messages, history);
      await deps.pace();
      const result = await deps.log.commit(commit);
      if (result.kind !== 'stale') {
        deps.onTurn(record, deps.now() - (messages[0]?.at ?? record.at));
        return;
      }
    }
    throw new Error(`conversation ${conversationId} changed under each of ${MOST_ATTEMPTS} attempts`);
  }

  return {
    schedule(conversationId, text) {
      if (!isDraining) wait(conversationId, looksUnfinished(text) ? deps.burstMs : 0);
    },
    customerTyping(conversationId) {
      if (waiting.has(conversationId)) wait(conversationId, TYPING_MS);
    },
    async sweep(atLeastMs) {
      const pending = atLeastMs === undefined ? deps.log.pending(SWEEP) : deps.log.pending(SWEEP, deps.now() - atLeastMs);
      for (const conversationId of await pending) {
        if (isDraining) return;
        if (!waiting.has(conversationId) && !running.has(conversationId)) wait(conversationId, 0);
      }
    },
    async drain() {
      isDraining = true;
      for (const [conversationId, { timer }] of waiting) {
        clearTimeout(timer);
        ready.push(conversationId);
      }
      waiting.clear();
      next();
      while (running.size > 0) await Promise.allSettled(running.values());
    },
  };
}
