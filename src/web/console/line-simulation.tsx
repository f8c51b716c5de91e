import { useState } from 'preact/hooks';
import type { ChurnReport, LineOutcome } from '../../contract/churn-report.ts';
import type { LocalisedText } from '../../contract/language.ts';
import { CHURN_TEXTS } from './churn-texts.ts';
import { useConsole } from './create-console.ts';
import { money, percent } from './format.ts';
import { useTexts } from './language.ts';

/** With fewer conversations, one more or less would change the picture. */
const FEW = 100;
/** From here on "0.6 a day" says more than "one in 2 days". */
const OFTEN_A_DAY = 0.6;

/** The line of now beside another one that can be tried, on the conversations of the span. */
export function LineSimulation({ report, days }: { readonly report: ChurnReport; readonly days: number }) {
  const { of } = useTexts();
  const { curve, current, countedDays, scoredConversations } = report;
  const nearest = curve.findIndex(({ threshold }) => threshold >= current.threshold);
  const [place, setPlace] = useState(Math.max(0, nearest));
  if (scoredConversations === 0) {
    return <p class="soft">{of(CHURN_TEXTS.nothing, { days })}</p>;
  }
  const tried = curve[place] ?? current;
  return (
    <>
      <h3>{of(CHURN_TEXTS.simulate)}</h3>
      <label class="line-slider">
        <span>{of(CHURN_TEXTS.simulated)}</span>
        <input
          type="range"
          min={0}
          max={curve.length - 1}
          step={1}
          value={place}
          aria-valuetext={percent(tried.threshold)}
          onInput={(event) => setPlace(Number(event.currentTarget.value))}
        />
        <output>{percent(tried.threshold)}</output>
      </label>
      <div class="table-scroll">
        <table class="lines">
          <thead>
            <tr>
              <td />
              <th scope="col">{of(CHURN_TEXTS.line)}</th>
              <th scope="col">{of(CHURN_TEXTS.escalations)}</th>
              <th scope="col">{of(CHURN_TEXTS.often)}</th>
              <th scope="col">{of(CHURN_TEXTS.saving)}</th>
            </tr>
          </thead>
          <tbody aria-live="polite">
            <Line name={of(CHURN_TEXTS.now)} line={current} />
            <Line name={of(CHURN_TEXTS.tried)} line={tried} />
          </tbody>
        </table>
      </div>
      <p class="soft">
        {of(CHURN_TEXTS.basis, { days: Math.round(countedDays), count: scoredConversations })}
        {scoredConversations < FEW && ` ${of(CHURN_TEXTS.few)}`}
      </p>
    </>
  );
}

function Line({ name, line }: { readonly name: string; readonly line: LineOutcome }) {
  const { of, language } = useTexts();
  const { session } = useConsole();
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{percent(line.threshold)}</td>
      <td>{line.escalations}</td>
      <td>{of(...howOften(line))}</td>
      <td>{money(Math.round(line.expectedSaving), session.shop.currency, language)}</td>
    </tr>
  );
}

/** What happens less than every other day is said as once in so many days: "0.0 a day" would read as never. */
function howOften({ escalations, perDay }: LineOutcome): readonly [LocalisedText, Readonly<Record<string, string | number>>] {
  if (escalations === 0) return [CHURN_TEXTS.never, {}];
  if (perDay >= OFTEN_A_DAY) return [CHURN_TEXTS.aDay, { count: perDay.toFixed(1) }];
  return [CHURN_TEXTS.inDays, { days: Math.round(1 / perDay) }];
}
