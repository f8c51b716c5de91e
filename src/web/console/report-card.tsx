import { age, percent } from './format.ts';
import { useTexts } from './language.ts';
import { Awaited, useAnswer } from './use-answer.tsx';
import type { Report } from './wire.ts';
import { REASONS } from './words.ts';

interface Reports {
  readonly today: Report;
  readonly week: Report;
}

export function ReportCard() {
  const { t } = useTexts();
  const answer = useAnswer<Reports>('/reports/summary');
  const reports = answer.body;

  return (
    <section class="card" aria-labelledby="report-title">
      <h2 id="report-title">{t('report')}</h2>
      <Awaited {...answer} />
      {reports !== null && (
        <div class="reports">
          <Figures title={t('day')} report={reports.today} />
          <Figures title={t('week')} report={reports.week} />
        </div>
      )}
    </section>
  );
}

function Figures({ title, report }: { readonly title: string; readonly report: Report }) {
  const { t, of, language } = useTexts();
  const { conversations, botOnly, turns, unanswered, handoffs, medianWaitMs, ratings } = report;
  const shareOf = (count: number, all: number): string => (all === 0 ? String(count) : `${count} (${percent(count / all)})`);
  const reasons = Object.entries(handoffs) as [keyof typeof REASONS, number][];
  const facts = [
    [t('conversations'), String(conversations)],
    [t('botOnly'), shareOf(botOnly, conversations)],
    [t('unanswered'), shareOf(unanswered, turns)],
    [t('medianWait'), medianWaitMs === null ? t('none') : age(medianWaitMs, language)],
    [t('csat'), ratings.mean === null ? t('none') : t('ofFive', { mean: ratings.mean.toFixed(1), count: ratings.count })],
    [t('handoffs'), String(reasons.reduce((sum, [, count]) => sum + count, 0))],
  ] as const;
  return (
    <div class="figures">
      <h3>{title}</h3>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {reasons.map(([reason, count]) => (
          <div key={reason} class="is-part">
            <dt>{of(REASONS[reason])}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
