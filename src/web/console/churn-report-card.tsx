import type { ChurnReport } from '../../contract/churn-report.ts';
import { ChurnAlarms } from './churn-alarms.tsx';
import { ChurnHealth } from './churn-health.tsx';
import { LineSimulation } from './line-simulation.tsx';
import { CHURN_TEXTS } from './churn-texts.ts';
import { percent } from './format.ts';
import { useTexts } from './language.ts';
import { Awaited, useAnswer } from './use-answer.tsx';

const DAYS = 30;

/** For administrators: what the churn line means in work and money, and whether the score still holds. */
export function ChurnReportCard() {
  const { of } = useTexts();
  const answer = useAnswer<ChurnReport>(`/churn/report?days=${DAYS}`);
  const report = answer.body;
  const usual = report?.lines.find(({ segment }) => segment === null)?.threshold ?? 0;

  return (
    <section class="card" aria-labelledby="churn-report-title">
      <h2 id="churn-report-title">{of(CHURN_TEXTS.title)}</h2>
      <Awaited {...answer} />
      {report !== null && (
        <>
          <ChurnAlarms alarms={report.alarms} />
          <p>{of(CHURN_TEXTS.meaning, { line: percent(usual) })}</p>
          <SegmentLines lines={report.lines} />
          <LineSimulation report={report} days={DAYS} />
          <ChurnHealth report={report} />
        </>
      )}
    </section>
  );
}

function SegmentLines({ lines }: Pick<ChurnReport, 'lines'>) {
  const { of } = useTexts();
  const segments = lines.filter(({ segment }) => segment !== null);
  if (segments.length === 0) return null;
  return (
    <>
      <h3>{of(CHURN_TEXTS.segmentLines)}</h3>
      <dl class="facts">
        {segments.map(({ segment, threshold }) => (
          <div key={segment}>
            <dt>{segment}</dt>
            <dd>{percent(threshold)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
