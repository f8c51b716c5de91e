import { parseArgs } from 'node:util';
import { loadConfig, type Config } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import type { Brain } from '../open-brain.ts';
import { CHANGE_KINDS } from '../review/compare-answers.ts';
import { splitAtPersons, type ChatPart } from '../review/split-at-persons.ts';
import { guardStore } from '../storage/guard-store.ts';
import { openDatabase } from '../storage/open-database.ts';
import { createSqlRecordedTurns } from '../storage/sql/recorded-turns.ts';
import { DAY_MS, daysOf } from './days.ts';
import { writeLine } from './lines.ts';
import { openWithCandidate, type CandidateFolders, type WithCandidate } from './open-candidate.ts';
import { replayChats, type Replayed } from './replay-chats.ts';
import { linesOfChanges } from './replay-lines.ts';
import { createProgress } from './train-churn-progress.ts';

const USAGE = 'kefu replay [--days 30] [--intents FOLDER] [--knowledge FOLDER] [--most-lost N] [--json]';
const DAYS = 30;
const MOST_TURNS = 20_000;
const MOST_LINES = 100;

interface Report extends Replayed {
  readonly days: number;
  /** There were more turns than are replayed: these are the newest. */
  readonly isCut: boolean;
  /** The candidate holds the same as what is in force. */
  readonly isSameContent: boolean;
}

/** `kefu replay`: which of the last days' messages other content would answer otherwise. Ends with 1 where more than `--most-lost` lose their answer. */
export async function replay(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      days: { type: 'string' },
      intents: { type: 'string' },
      knowledge: { type: 'string' },
      'most-lost': { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const days = daysOf(values.days, DAYS, USAGE);
  const mostLost = mostLostOf(values['most-lost']);
  const report = await reportOn(days, loadConfig(process.env), values);
  for (const line of values.json === true ? [JSON.stringify(report)] : linesOf(report)) await writeLine(line);
  const { notCompared, counts } = report;
  // What was not compared may be lost.
  if (counts.lost + notCompared <= mostLost) return 0;
  const unknown = notCompared === 0 ? '' : `, ${notCompared} were not compared`;
  process.stderr.write(`kefu: ${counts.lost} turns would lose their answer${unknown}, ${mostLost} may (--most-lost)\n`);
  return 1;
}

function mostLostOf(given: string | undefined): number {
  if (given === undefined) return Infinity;
  if (!/^\d+$/.test(given)) throw new BotError('BAD_REQUEST', `--most-lost is a whole number from 0: ${USAGE}`);
  return Number(given);
}

async function reportOn(days: number, config: Config, folders: CandidateFolders): Promise<Report> {
  const { parts, isCut } = await recordedChats(days, config);
  const progress = process.stderr.isTTY ? createProgress() : null;
  progress?.report('Reading the content', 0, 1);
  try {
    const bots = await openWithCandidate(config, folders);
    try {
      const replayed = await replayChats(parts, bots, config, (done, of) => progress?.report('Replaying', done, of));
      return { days, isCut, isSameContent: isSame(bots), ...replayed };
    } finally {
      await bots.dispose();
    }
  } finally {
    progress?.end();
  }
}

function isSame({ inForce, candidate }: WithCandidate): boolean {
  const hashesOf = ({ understander, retriever }: Brain) => [understander().catalogue.hash, retriever().hash].join(' ');
  return hashesOf(inForce) === hashesOf(candidate);
}

async function recordedChats(
  days: number,
  config: Config,
): Promise<{ readonly parts: readonly ChatPart[]; readonly isCut: boolean }> {
  const database = await openDatabase(config.database);
  try {
    await database.migrate();
    const recorded = guardStore(createSqlRecordedTurns({ db: database.db }));
    const to = Date.now();
    const turns = await recorded.newest(to - days * DAY_MS, to, MOST_TURNS);
    return { parts: splitAtPersons(turns, await recorded.wordsOf(turns)), isCut: turns.length === MOST_TURNS };
  } finally {
    await database.db.destroy();
  }
}

function linesOf({ days, turns, chats, isCut, isSameContent, notCompared, counts, changes }: Report): readonly string[] {
  const otherwise = CHANGE_KINDS.reduce((sum, kind) => sum + counts[kind], 0);
  const span = days === 1 ? 'day' : `${days} days`;
  const byKind = CHANGE_KINDS.map((kind) => `${counts[kind]} ${kind}`).join(', ');
  return [
    `The last ${span}: ${turns} turns of ${chats} chats replayed; ${otherwise} would be answered otherwise: ${byKind}`,
    ...(turns === 0 ? ['Nothing that customers said to the bot in this time is kept.'] : []),
    ...(isCut ? [`Only the newest ${MOST_TURNS} turns: there were more.`] : []),
    ...(notCompared > 0 ? [`${notCompared} turns not compared, as the encoder failed or was late: try again.`] : []),
    ...(isSameContent ? ['The intents and articles are the same as those in force, so nothing can change.'] : []),
    ...linesOfChanges(changes, MOST_LINES),
  ];
}
