import type { ArmFigures, ChurnReport, Estimate, OutcomeFigure } from '../../contract/churn-report.ts';
import { CHURN_TEXTS } from './churn-texts.ts';
import { percent } from './format.ts';
import { useTexts } from './language.ts';

const SHOWN = 5;

/** Whether handovers work, whether customers changed, and whether the score holds for each segment. */
export function ChurnHealth({ report }: { readonly report: ChurnReport }) {
  const { of } = useTexts();
  const { drift, outcomes, groups } = report;
  return (
    <>
      <h3>{of(CHURN_TEXTS.trial)}</h3>
      <Trial report={report} />
      <h3>{of(CHURN_TEXTS.drift)}</h3>
      {drift === null ? (
        <p class="soft">{of(CHURN_TEXTS.noDrift)}</p>
      ) : (
        <dl class="facts">
          {[{ ...drift.score, name: of(CHURN_TEXTS.score) }, ...drift.features.slice(0, SHOWN)].map((figure) => (
            <div key={figure.name}>
              <dt>{figure.name}</dt>
              <dd class={figure.hasMoved ? 'is-off' : ''}>
                {of(figure.hasMoved ? CHURN_TEXTS.moved : CHURN_TEXTS.unmoved)}{' '}
                <span class="soft">
                  PSI {figure.psi.toFixed(3)} / {figure.limit.toFixed(3)}
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <h3>{of(CHURN_TEXTS.outcomes)}</h3>
      {outcomes === null ? <p class="soft">{of(CHURN_TEXTS.noOutcomes)}</p> : <Outcomes {...outcomes} />}
      <h3>{of(CHURN_TEXTS.groups)}</h3>
      {groups.length === 0 ? <p class="soft">{of(CHURN_TEXTS.noGroups)}</p> : <Groups groups={groups} />}
    </>
  );
}

function Trial({ report: { trial, holdOut } }: { readonly report: ChurnReport }) {
  const { of } = useTexts();
  const { treated, heldOut, difference } = trial;
  if (holdOut === 0 && heldOut.customers === 0) return <p class="soft">{of(CHURN_TEXTS.noTrial)}</p>;
  const verdict =
    difference === null || (difference.low <= 0 && difference.high >= 0)
      ? CHURN_TEXTS.unproven
      : difference.low > 0
        ? CHURN_TEXTS.proven
        : CHURN_TEXTS.harmful;
  return (
    <>
      <dl class="facts">
        <Arm name={of(CHURN_TEXTS.treated)} arm={treated} />
        <Arm name={of(CHURN_TEXTS.heldOut)} arm={heldOut} />
      </dl>
      {difference !== null && (
        <p>
          {of(CHURN_TEXTS.difference, points(difference))} {of(verdict)}
        </p>
      )}
    </>
  );
}

function Arm({ name, arm: { customers, known, retention } }: { readonly name: string; readonly arm: ArmFigures }) {
  const { of } = useTexts();
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {of(CHURN_TEXTS.customers, { count: customers, known })}
        {retention !== null && (
          <>
            <br />
            {of(CHURN_TEXTS.retention, shares(retention))}
          </>
        )}
      </dd>
    </div>
  );
}

function Outcomes({ customers, observed, expected, isOff }: OutcomeFigure) {
  const { of } = useTexts();
  return (
    <p>
      {of(CHURN_TEXTS.outcomesAre, { customers, observed, expected: Math.round(expected) })}{' '}
      {of(isOff ? CHURN_TEXTS.notExpected : CHURN_TEXTS.unproven)}
    </p>
  );
}

function Groups({ groups }: Pick<ChurnReport, 'groups'>) {
  const { of } = useTexts();
  return (
    <dl class="facts">
      {groups.map(({ segment, figures }) => (
        <div key={segment}>
          <dt>{segment ?? of(CHURN_TEXTS.everybodyElse)}</dt>
          <dd class={figures?.isOff === true ? 'is-off' : ''}>
            {figures === null
              ? of(CHURN_TEXTS.tooFew)
              : of(CHURN_TEXTS.group, {
                  predicted: percent(figures.predicted),
                  left: percent(figures.left.value),
                  low: percent(figures.left.low),
                  high: percent(figures.left.high),
                })}
            {figures?.isOff === true && ` · ${of(CHURN_TEXTS.isOff)}`}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function shares({ value, low, high }: Estimate): Readonly<Record<string, string>> {
  return { value: percent(value), low: percent(low), high: percent(high) };
}

/** Differences of shares, in percentage points. */
function points({ value, low, high }: Estimate): Readonly<Record<string, string>> {
  const say = (share: number): string => (100 * share).toFixed(1).replace('-', '−');
  return { value: say(value), low: say(low), high: say(high) };
}
