import { useEffect, useState } from 'preact/hooks';
import type { ChurnReport } from '../../contract/churn-report.ts';
import { ChurnHealth } from './churn-health.tsx';
import { LineSimulation } from './line-simulation.tsx';
import { CHURN_TEXTS } from './churn-texts.ts';
import { useConsole } from './create-console.ts';
import { percent } from './format.ts';
import { useTexts } from './language.ts';

const DAYS = 30;

/** For administrators: what the churn line means in work and money, and whether the score still holds. */
export function ChurnReportCard() {
  const { t, of } = useTexts();
  const { api } = useConsole();
  const [report, setReport] = useState<ChurnReport | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const load = (): void => {
    setFailed(false);
    api.get<ChurnReport>(`/churn/report?days=${DAYS}`).then(
      (answer) => (answer.kind === 'ok' ? setReport(answer.body) : setFailed(true)),
      () => setFailed(true),
    );
  };
  useEffect(load, [api]);
  const usual = report?.lines.find(({ segment }) => segment === null)?.threshold ?? 0;

  return (
    <section class="card" aria-labelledby="churn-report-title">
      <h2 id="churn-report-title">{of(CHURN_TEXTS.title)}</h2>
      {report === null && !hasFailed && <p class="soft">{t('loading')}</p>}
      {hasFailed && (
        <p role="alert">
          {t('serverAway')}{' '}
          <button type="button" class="link" onClick={load}>
            {t('retry')}
          </button>
        </p>
      )}
      {report !== null && (
        <>
          <p>{of(CHURN_TEXTS.meaning).replace('{line}', percent(usual))}</p>
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
