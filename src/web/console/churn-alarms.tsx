import type { ChurnAlarm, ChurnReport } from '../../contract/churn-report.ts';
import type { LocalisedText } from '../../contract/language.ts';
import { CHURN_TEXTS } from './churn-texts.ts';
import { useTexts } from './language.ts';

/** What shows that the live model no longer fits, and what to do; nothing while it does. */
export function ChurnAlarms({ alarms }: Pick<ChurnReport, 'alarms'>) {
  const { of } = useTexts();
  if (alarms.length === 0) return null;
  return (
    <div class="alarms">
      <strong>{of(CHURN_TEXTS.alarms)}</strong>
      <ul>
        {alarms.map((alarm) => (
          <li key={alarm.kind === 'column' ? alarm.name : alarm.kind}>{of(...sayOf(alarm))}</li>
        ))}
      </ul>
      <p>{of(CHURN_TEXTS.alarmRemedy)}</p>
    </div>
  );
}

function sayOf(alarm: ChurnAlarm): readonly [LocalisedText, Readonly<Record<string, string | number>>] {
  switch (alarm.kind) {
    case 'score':
      return [CHURN_TEXTS.alarmScore, {}];
    case 'column':
      return [CHURN_TEXTS.alarmColumn, { name: alarm.name }];
    case 'outcomes':
      return [CHURN_TEXTS.alarmOutcomes, { observed: alarm.observed, expected: Math.round(alarm.expected) }];
    default:
      return alarm satisfies never;
  }
}
