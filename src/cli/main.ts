import { readFileSync } from 'node:fs';
import { BotError } from '../contract/errors.ts';

const USAGE = `kefu - self-hosted customer service in Chinese and English

usage: kefu <command> [options]

  ask [--json] [--local] ["text"] what Kefu would answer; without text, one question a line on stdin
  embed                           lines on stdin, one JSON vector a line
  evaluate FILE.jsonl [--json] [--local] [--misses]
                                  quality on labelled rows: {text, lang, intent}, {question, lang, article},
                                  or {before, text, lang, article, headings, kind};
                                  --misses lists the messages that were not understood;
                                  --local, of both: by this machine's folders, whatever is published
  gaps [--days 30] [--json]       what customers asked and nothing answered, grouped by meaning, and the articles
                                  after which they asked for a person
  replay [--days 30] [--intents FOLDER] [--knowledge FOLDER] [--most-lost N] [--json]
                                  which messages of the last days a change of intents or articles would answer
                                  otherwise; with --most-lost, an error where more of them lose their answer
  train intents                   trains the intent model now rather than at the next start
  train churn TABLE.csv --label COLUMN [--customer COLUMN] [--time COLUMN] [--mapping FILE.yaml]
              [--groups COLUMN,COLUMN] [--language en|zh] [--out FOLDER] [--force]
                                  learns from the shop's customers who leaves; model and report
  train conversation              learns from outcomes how what is said moves the churn score
  score churn TABLE.csv [--model FILE.json] [--out FILE.csv]
                                  customers with their probability of leaving, the highest first
  churn outcomes TABLE.csv [--customer COLUMN] [--left COLUMN] [--at COLUMN]
                                  what became of customers, beside their scores
  churn report [--days 90] [--json]
                                  whether handing over keeps customers, and whether the score holds
  publish [intents] [knowledge] [churn] [--withdraw | --list]
                                  content of this machine into the database, for all replicas
  backup FILE-OR-FOLDER           one file with everything that a restore needs, taken while Kefu serves
  restore FILE [--force]          puts a backup in place while Kefu is stopped
  move --to postgres://… [--restart]
                                  copies everything from SQLite to PostgreSQL while Kefu is stopped
  erase --customer ID [--dry-run] [--json]
                                  deletes everything of one customer, or counts it
  migrate                         brings the database to this version
  doctor                          checks configuration, content, models, database and port
  teams-manifest [--privacy URL] [--terms URL]
                                  the manifest of the Teams app
  slack-manifest HANDLE           the manifest of the Slack app of the Azure Bot with this name
`;

type Command = (args: readonly string[]) => Promise<number>;

/** Loaded when asked for, so that `kefu doctor` does not load a model to say that one is missing. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  ask: async () => (await import('./ask.ts')).ask,
  embed: async () => (await import('./embed.ts')).embed,
  evaluate: async () => (await import('./evaluate.ts')).evaluate,
  gaps: async () => (await import('./gaps.ts')).gaps,
  replay: async () => (await import('./replay.ts')).replay,
  train: async () => (await import('./train.ts')).train,
  'train churn': async () => (await import('./train-churn.ts')).trainChurn,
  'score churn': async () => (await import('./score-churn.ts')).scoreChurn,
  publish: async () => (await import('./publish.ts')).publish,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  move: async () => (await import('./move.ts')).move,
  erase: async () => (await import('./erase.ts')).erase,
  'churn outcomes': async () => (await import('./churn-outcomes.ts')).churnOutcomes,
  'churn report': async () => (await import('./churn-report.ts')).churnReport,
  'train conversation': async () => (await import('./train-conversation.ts')).trainConversation,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  doctor: async () => (await import('./doctor.ts')).doctor,
  'teams-manifest': async () => (await import('./teams-manifest.ts')).teamsManifestCommand,
  'slack-manifest': async () => (await import('./slack-manifest.ts')).slackManifestCommand,
};

async function main(): Promise<number> {
  const [name = '', ...args] = process.argv.slice(2);
  if (name === '--version') {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      readonly version: string;
    };
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const inTwoWords = COMMANDS[`${name} ${args[0] ?? ''}`];
  const load = inTwoWords ?? COMMANDS[name];
  if (!load || args.includes('--help')) {
    const isHelp = ['', 'help', '-h'].includes(name) || [name, ...args].includes('--help');
    (isHelp ? process.stdout : process.stderr).write(isHelp ? USAGE : `kefu: no command "${name}"\n\n${USAGE}`);
    return isHelp ? 0 : 2;
  }
  return await (
    await load()
  )(inTwoWords ? args.slice(1) : args);
}

// A reader that closes early (`kefu embed | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  process.exitCode = await main();
} catch (error) {
  const isOurs = error instanceof BotError;
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!isOurs && !isUsage) throw error;
  process.stderr.write(`kefu: ${error.message}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
