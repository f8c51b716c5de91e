import type { Config } from './config/load-config.ts';
import type { ContentReport } from './contract/content-report.ts';
import { isMiss } from './contract/decision.ts';
import type { Language } from './contract/language.ts';
import { imagineConversation } from './imagine-conversation.ts';
import type { Brain } from './open-brain.ts';
import { reportContent } from './review/report-content.ts';
import { guardStore } from './storage/guard-store.ts';
import type { Database } from './storage/open-database.ts';
import { createSqlRecordedTurns } from './storage/sql/recorded-turns.ts';

/** What recorded turns say of the content in force: of a span, ms since the epoch, with articles named in a language. */
export type ReviewContent = (from: number, to: number, language: Language) => Promise<ContentReport>;

export function openReview(config: Config, { db, brain }: { readonly db: Database['db']; readonly brain: Brain }): ReviewContent {
  const turns = guardStore(createSqlRecordedTurns({ db }));
  return (from, to, language) =>
    reportContent({ from, to }, language, {
      ...brain,
      turns,
      async isAnsweredNow(text) {
        const [turn] = await imagineConversation([text], brain, config);
        const kind = turn?.record.decision.kind ?? 'abstain';
        return !isMiss(kind) && kind !== 'clarify';
      },
    });
}
