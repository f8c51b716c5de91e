import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import type { ArticleUse, ContentReport, UnansweredGroup } from '../contract/content-report.ts';
import { openReview } from '../open-review.ts';
import { openDatabase } from '../storage/open-database.ts';
import { daysOf } from './days.ts';
import { writeLine } from './lines.ts';
import { openBrainInForce } from './open-in-force.ts';

const DAYS = 30;

/** `kefu gaps`: what customers asked and nothing answered, and the articles that left them wishing for more. */
export async function gaps(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { days: { type: 'string' }, json: { type: 'boolean' } } });
  const days = daysOf(values.days, DAYS, 'kefu gaps [--days 30] [--json]');
  const config = loadConfig(process.env);
  const database = await openDatabase(config.database);
  try {
    await database.migrate();
    const brain = await openBrainInForce(config, {});
    try {
      const report = await openReview(config, { db: database.db, brain, now: Date.now })(days);
      for (const line of values.json === true ? [JSON.stringify(report)] : linesOf(report, days)) await writeLine(line);
    } finally {
      await brain.dispose();
    }
  } finally {
    await database.db.destroy();
  }
  return 0;
}

function linesOf({ turns, unanswered, isCut, groups, articles }: ContentReport, days: number): readonly string[] {
  const [open, closed] = [false, true].map((isAnsweredNow) => groups.filter((group) => group.isAnsweredNow === isAnsweredNow));
  return [
    `The last ${days} days: ${turns} turns, ${unanswered} without an answer (${percent(unanswered, turns)})${isCut ? '; the newest only, there were too many' : ''}`,
    ...section('Not answered, most frequent first:', (open ?? []).flatMap(linesOfGroup)),
    ...section('Not answered then, answered now:', (closed ?? []).flatMap(linesOfGroup)),
    ...section('Articles after which customers wished for more:', articles.map(lineOfArticle)),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function linesOfGroup({ messages, conversations, lastAt, wordings, nearest }: UnansweredGroup): readonly string[] {
  const chats = `${conversations} ${conversations === 1 ? 'chat' : 'chats'}`;
  const times = messages === conversations ? chats : `${chats}, ${messages} times`;
  const near = nearest === null ? '' : `; nearest: ${nearest.articleId} (${Math.round(100 * nearest.score)} %)`;
  return [
    `  ${times}, last on ${new Date(lastAt).toISOString().slice(0, 10)}${near}`,
    ...wordings.map((wording) => `    ${wording}`),
  ];
}

function lineOfArticle({ articleId, shown, thenPerson, thenUnanswered }: ArticleUse): string {
  const after = `${thenPerson} then asked for a person, ${thenUnanswered} what has no answer`;
  return `  ${articleId}: shown in ${shown} chats, ${after} (${percent(thenPerson + thenUnanswered, shown)})`;
}

function percent(count: number, of: number): string {
  return of === 0 ? '0 %' : `${((100 * count) / of).toFixed(1)} %`;
}
