import { rememberFor } from './async/remember-for.ts';
import type { Config } from './config/load-config.ts';
import type { ContentReport } from './contract/content-report.ts';
import { isMiss } from './contract/decision.ts';
import { imagineConversation } from './imagine-conversation.ts';
import type { Brain } from './open-brain.ts';
import { reportContent } from './review/report-content.ts';
import { guardStore } from './storage/guard-store.ts';
import type { Database } from './storage/open-database.ts';
import { createSqlRecordedTurns } from './storage/sql/recorded-turns.ts';

const DAY_MS = 86_400_000;
/** Seconds of the encoder go into it, and administrators go to and fro. */
const REMEMBERED_MS = 60_000;

/** What recorded turns of the last so many days say of the content in force. */
export type ReviewContent = (days: number) => Promise<ContentReport>;

interface ReviewDeps {
  readonly db: Database['db'];
  readonly brain: Brain;
  readonly now: () => number;
}

export function openReview(config: Config, { db, brain, now }: ReviewDeps): ReviewContent {
  const turns = guardStore(createSqlRecordedTurns({ db }));
  const report = (days: number): Promise<ContentReport> =>
    reportContent(
      { from: now() - days * DAY_MS, to: now() },
      {
        ...brain,
        turns,
        async isAnsweredNow(text) {
          const [turn] = await imagineConversation([text], brain, config);
          const kind = turn?.record.decision.kind ?? 'abstain';
          return !isMiss(kind) && kind !== 'clarify';
        },
      },
    );
  const remembered = new Map<number, () => Promise<ContentReport>>();
  return (days) => {
    const known = remembered.get(days) ?? rememberFor(REMEMBERED_MS, now, () => report(days));
    remembered.set(days, known);
    return known();
  };
}
