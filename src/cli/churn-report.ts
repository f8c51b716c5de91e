import { parseArgs } from 'node:util';
import { readChurnModels } from '../churn/churn-models.ts';
import { churnPolicyOf } from '../churn/policy.ts';
import { reportChurn } from '../churn/report-churn.ts';
import { watchModel } from '../churn/watch-model.ts';
import { loadConfig } from '../config/load-config.ts';
import type { ArmFigures, ChurnAlarm, ChurnReport, Estimate } from '../contract/churn-report.ts';
import { foldersOf } from '../open-brain.ts';
import { readInForce } from '../publishing/read-in-force.ts';
import { guardStore } from '../storage/guard-store.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createSqlChurnRecords } from '../storage/sql/churn-records.ts';
import { createSqlPublishedContent } from '../storage/sql/published-content.ts';
import { loadIntents } from '../understanding/load-intents.ts';
import { DAY_MS, daysOf } from './days.ts';
import { writeLine } from './lines.ts';

const DAYS = 90;

/** `kefu churn report`: what the churn score did, whether handing over keeps customers, and whether the score still holds. */
export async function churnReport(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { days: { type: 'string' }, json: { type: 'boolean' } } });
  const days = daysOf(values.days, DAYS, 'kefu churn report [--days 90] [--json]');
  const config = loadConfig(process.env);
  const database = await openDatabase(config.database);
  try {
    await database.migrate();
    const { db } = database;
    const [folders, published] = [foldersOf(config), guardStore(createSqlPublishedContent({ db, now: Date.now }))];
    const models = await readInForce(published, 'churn', folders.churn, readChurnModels);
    const { shop } = await readInForce(published, 'intents', folders.intents, loadIntents);
    const policy = churnPolicyOf(shop, config.churn);
    const records = createSqlChurnRecords({ db, now: Date.now });
    const to = Date.now();
    const watch = () => watchModel(to, { records, models });
    const report = await reportChurn({ from: to - days * DAY_MS, to }, { records, models, policy, watch });
    for (const line of values.json === true ? [JSON.stringify(report)] : linesOf(report, days)) await writeLine(line);
  } finally {
    await database.db.destroy();
  }
  return 0;
}

function linesOf(report: ChurnReport, days: number): readonly string[] {
  const { current, trial, drift, outcomes, groups, alarms } = report;
  const { treated, heldOut, difference } = trial;
  return [
    `Model ${report.modelVersion}, the last ${days} days, ${report.scoredConversations} scored conversations${report.isCut ? ' (the oldest turns only: too many)' : ''}`,
    ...alarms.map((alarm) => `ALARM: ${sayOf(alarm)}; train again`),
    `Line ${percent(current.threshold)}: ${current.escalations} handed over on the score, ${current.perDay.toFixed(2)} a day of ${Math.round(report.countedDays)}, expected saving ${current.expectedSaving.toFixed(0)}`,
    '',
    `Trial (hold-out ${percent(report.holdOut)}), intervals of 95 %:`,
    `  handed over: ${armLine(treated)}`,
    `  held out:    ${armLine(heldOut)}`,
    difference === null
      ? '  difference:  not known before outcomes of both arms came in'
      : `  difference:  ${span(difference)}${difference.low > 0 ? ', handing over keeps customers' : difference.high < 0 ? ', handing over loses customers' : ', chance alone could explain it'}`,
    '',
    'Drift against the customers that the model learned from (PSI, and what chance exceeds once in twenty times):',
    ...(drift === null
      ? ['  not known: no scores by a model of your own']
      : [drift.score, ...drift.features].map(
          ({ name, psi, limit, hasMoved }) => `  ${name}: ${psi.toFixed(3)} / ${limit.toFixed(3)}${hasMoved ? '  changed' : ''}`,
        )),
    '',
    'Leavers among customers whom nobody talked to:',
    outcomes === null
      ? '  not known: fewer than 100 outcomes, or 20 leavers'
      : `  ${outcomes.observed} of ${outcomes.customers} left, ${outcomes.expected.toFixed(0)} were expected (z ${outcomes.z.toFixed(1)}${outcomes.isOff ? ', chance hardly explains it' : ', chance could explain it'})`,
    '',
    'Calibration of segments, customers whom nobody talked to:',
    ...(groups.length === 0 ? ['  not known: no outcomes'] : []),
    ...groups.map(({ segment, customers, figures }) => {
      const who = `  ${segment ?? 'everybody else'}: ${customers} customers`;
      return figures === null
        ? `${who}, too few to tell`
        : `${who}, predicted ${percent(figures.predicted)}, left ${span(figures.left)}${figures.isOff ? '  misjudged' : ''}`;
    }),
  ];
}

function sayOf(alarm: ChurnAlarm): string {
  switch (alarm.kind) {
    case 'score':
      return 'scores have been spread otherwise than at training for four weeks';
    case 'column':
      return `"${alarm.name}" has been spread otherwise than at training for four weeks`;
    case 'outcomes':
      return `${alarm.observed} customers left in 30 days where ${alarm.expected.toFixed(0)} were expected, and alike in the 30 days before`;
    default:
      return alarm satisfies never;
  }
}

function armLine({ customers, known, retention }: ArmFigures): string {
  return `${customers} customers, ${known} with an outcome${retention === null ? '' : `, stayed ${span(retention)}`}`;
}

function span({ value, low, high }: Estimate): string {
  return `${percent(value)} (${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
