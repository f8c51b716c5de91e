import type { Announcements } from '../../conversation/announcements.ts';
import { inBackground, type Logger } from '../../telemetry/logger.ts';
import type { Send } from './create-sender.ts';
import { isOnConnector, type References } from './references.ts';
import type { SendBudget } from './send-budget.ts';

export interface TypingNotices {
  /** A message was taken; unless its turn is over in a moment, the customer sees that somebody is at it. */
  expect(conversationId: string): void;
  dispose(): void;
}

/** Most turns are over by then, and a notice would only use up what may be sent. */
const FIRST_MS = 400;
/** A notice is shown for three seconds (Bot Framework's activity specification, A6000). */
const REPEAT_MS = 3_000;
const MOST_NOTICES = 5;
/** In all conversations together: when the bot is behind, notices must not put it further behind. */
const UNDER_WAY = 8;
const EVERY_MS = 100;
/** Of Teams' limits: the rest is for answers. */
const SHARE = 0.5;
/** On other channels a notice is nothing, or an empty message. */
const SHOWING = ['msteams', 'telegram', 'facebook', 'azure-direct-line', 'webchat', 'emulator'];

/** Typing notices of bot and agents for channels that are pushed to. They are never stored, and the first to be left out. */
export function createTypingNotices(deps: {
  readonly announcements: Announcements;
  readonly references: Pick<References, 'find'>;
  readonly send: Send;
  readonly budget: SendBudget;
  readonly logger: Logger;
  readonly now: () => number;
}): TypingNotices {
  const expected = new Map<string, NodeJS.Timeout>();
  const agentSeen = new Map<string, number>();
  let underWay = 0;
  let latest = 0;

  const unsubscribe = deps.announcements.subscribe(null, (announcement, isOwn) => {
    const { conversationId, kind } = announcement;
    if (!isOnConnector(conversationId)) return;
    if (kind === 'log') {
      forget(conversationId);
      agentSeen.delete(conversationId);
    }
    if (kind === 'typing' && announcement.who === 'agent' && isOwn) agentTypes(conversationId);
  });

  function forget(conversationId: string): void {
    clearTimeout(expected.get(conversationId));
    expected.delete(conversationId);
  }

  function wait(conversationId: string, ms: number, left: number): void {
    const timer = setTimeout(() => {
      inBackground(notify(conversationId), deps.logger, 'typing notice');
      if (left > 1) wait(conversationId, REPEAT_MS, left - 1);
      else expected.delete(conversationId);
    }, ms);
    expected.set(conversationId, timer);
  }

  function agentTypes(conversationId: string): void {
    const at = deps.now();
    if (at - (agentSeen.get(conversationId) ?? 0) < REPEAT_MS) return;
    agentSeen.set(conversationId, at);
    inBackground(notify(conversationId), deps.logger, 'typing notice');
  }

  async function notify(conversationId: string): Promise<void> {
    const at = deps.now();
    if (underWay >= UNDER_WAY || at - latest < EVERY_MS) return;
    latest = at;
    underWay += 1;
    try {
      await send(conversationId);
    } finally {
      underWay -= 1;
    }
  }

  async function send(conversationId: string): Promise<void> {
    const to = await deps.references.find(conversationId);
    if (!to || !SHOWING.includes(to.channel)) return;
    const grant = await deps.budget.begin(to, SHARE);
    if (grant.kind !== 'granted') return;
    try {
      await deps.send(to, { type: 'typing' });
    } finally {
      grant.end();
    }
  }

  return {
    expect(conversationId) {
      forget(conversationId);
      wait(conversationId, FIRST_MS, MOST_NOTICES);
    },
    dispose() {
      unsubscribe();
      for (const conversationId of [...expected.keys()]) forget(conversationId);
    },
  };
}
