import { startFakeConnector, type Behaviour, type SentActivity } from '../../tests/channel/bot-framework/fake-connector.ts';

/** One attempt of the bot to send an activity. Times are milliseconds since the epoch. */
export interface Attempt {
  readonly conversationId: string;
  readonly type: string;
  /** What is shown, as text: two sends of one thing have the same. */
  readonly shown: string;
  readonly at: number;
  /** `lost`: taken, but the bot was never told. */
  readonly outcome: 'taken' | 'lost' | 'refused' | 'unanswered';
}

const STATUSES = [429, 412, 500, 502, 503, 504] as const;
/** Of the faults: refusals, and of the others those that were taken before the silence. */
const REFUSED = 0.8;
const LOST = 0.5;

/**
 * The tests' Bot Framework connector, as unreliable as told: a share of the sends of messages is refused with 429 or 5xx, or never
 * answered, half of these after the message was taken.
 */
export async function startFaultyConnector(options: { readonly faultShare: number; readonly random: () => number }) {
  const connector = await startFakeConnector();
  const attempts: Attempt[] = [];

  connector.behave((conversationId, activity) => {
    const { type = '' } = activity;
    const outcome = type === 'message' ? chance() : 'taken';
    attempts.push({ conversationId, type, shown: shownBy(activity), at: Date.now(), outcome });
    return behaviourOf(outcome);
  });

  function chance(): Attempt['outcome'] {
    if (options.random() >= options.faultShare) return 'taken';
    if (options.random() < REFUSED) return 'refused';
    return options.random() < LOST ? 'lost' : 'unanswered';
  }

  function behaviourOf(outcome: Attempt['outcome']): Behaviour {
    if (outcome === 'taken') return { kind: 'take' };
    if (outcome !== 'refused') return { kind: 'hang' };
    const status = STATUSES[Math.floor(options.random() * STATUSES.length)] ?? 503;
    return { kind: 'status', status, ...(status === 429 ? { retryAfter: '1' } : {}) };
  }

  return { ...connector, attempts: attempts as readonly Attempt[] };
}

/** What an activity shows, in one form for what was sent and what should have been. */
export function shownBy({ text, attachments }: Pick<SentActivity, 'text' | 'attachments'>): string {
  return JSON.stringify([text ?? '', attachments ?? []]);
}
