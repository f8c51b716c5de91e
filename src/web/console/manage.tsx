import { AgentsCard } from './agents-card.tsx';
import { CannedCard } from './canned-card.tsx';
import { ChurnReportCard } from './churn-report-card.tsx';
import { useConsole } from './create-console.ts';
import { DeadLettersCard } from './dead-letters-card.tsx';
import { ContentReportCard } from './content-report-card.tsx';
import { ReportCard } from './report-card.tsx';
import { useTexts } from './language.ts';

/** Figures, the team and its canned replies. What only administrators may change is shown to all. */
export function Manage() {
  const { t } = useTexts();
  const { session } = useConsole();
  return (
    <main id="conversation" class="manage" tabIndex={-1}>
      <h1>{t('manage')}</h1>
      <ReportCard />
      {session.agent.role === 'admin' && <ContentReportCard />}
      {session.agent.role === 'admin' && <ChurnReportCard />}
      <CannedCard />
      <AgentsCard />
      <DeadLettersCard />
    </main>
  );
}
