import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadConfig } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import type { Brain } from '../open-brain.ts';
import { evaluateFaq, evaluatePassages, type FaqRecall, type PassageRecall } from '../retrieval/evaluate.ts';
import { evaluateIntents, type IntentQuality, type JudgedRow } from '../understanding/evaluate.ts';
import { normalise } from '../understanding/normalise.ts';
import { evaluateFollowUps, type FollowUpQuality, type FollowUpRow } from './evaluate-follow-ups.ts';
import { evaluateSeveral, type SeveralQuality, type SeveralRow } from './evaluate-several.ts';
import { writeLine } from './lines.ts';
import { openBrainInForce } from './open-in-force.ts';

const language = z.enum(['en', 'zh']);
const IntentRow = z.object({ text: z.string(), lang: language, intent: z.string().nullable() });
const FaqRow = z.object({ question: z.string(), lang: language, article: z.string() });

const FollowUp = z.object({
  before: z.string(),
  text: z.string(),
  lang: language,
  article: z.string().nullable(),
  headings: z.array(z.string().nullable()),
  kind: z.string(),
});
const Several = z.object({
  messages: z.array(z.string()).min(1),
  lang: language,
  articles: z.array(z.string()),
  kind: z.string(),
});
const PassageRow = FaqRow.extend({ headings: z.array(z.string().nullable()).min(1) });

/**
 * `kefu evaluate FILE.jsonl`: quality on labelled rows, of intents, of articles, of passages, of follow-ups or of several questions at once, as the rows
 * say; of the content in force, or with `--local` of this machine's folders. `--misses` also lists the messages that were not understood.
 */
export async function evaluate(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, local: { type: 'boolean' }, misses: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (file === undefined) throw new BotError('BAD_REQUEST', 'Which file? kefu evaluate FILE.jsonl [--json] [--local] [--misses]');
  const rows = readRows(file);
  if (values.misses && (values.json || rows.kind !== 'intents'))
    throw new BotError('BAD_REQUEST', '--misses lists messages labelled with intents, for people to read: leave it out here');
  const config = loadConfig(process.env);
  const brain = await openBrainInForce(config, { isLocal: values.local });
  try {
    if (rows.kind === 'intents') {
      checkLabels(file, rows.rows, 'intent', [...brain.understander().catalogue.intents.keys()]);
      const { all, languages, confusions, results } = await evaluateIntents(rows.rows, brain.understander(), brain.embedder);
      await writeLine(values.json ? JSON.stringify({ all, languages, confusions }) : intentTable({ all, ...languages }));
      if (values.misses) for (const result of results) if (isMiss(result)) await writeLine(missOf(result));
    } else if (rows.kind === 'follow-ups') {
      const qualities = await evaluateFollowUps(rows.rows, brain, config);
      await writeLine(values.json ? JSON.stringify(qualities) : followUpTable(qualities));
    } else if (rows.kind === 'several') {
      const qualities = await evaluateSeveral(rows.rows, brain, config);
      await writeLine(values.json ? JSON.stringify(qualities) : severalTable(qualities));
    } else if (rows.kind === 'passages') {
      checkLabels(file, rows.rows, 'article', articlesOf(brain));
      const { all, languages } = await evaluatePassages(rows.rows, brain.retriever(), brain.embedder, normalise);
      await writeLine(values.json ? JSON.stringify({ all, languages }) : passageTable({ all, ...languages }));
    } else {
      checkLabels(file, rows.rows, 'article', articlesOf(brain));
      const { all, languages } = await evaluateFaq(rows.rows, brain.retriever(), brain.embedder, normalise);
      await writeLine(values.json ? JSON.stringify({ all, languages }) : faqTable({ all, ...languages }));
    }
  } finally {
    await brain.dispose();
  }
  return 0;
}

/** A label that does not exist would count as a mistake of the bot. */
function checkLabels<Key extends string>(
  file: string,
  rows: readonly Readonly<Record<Key, string | null>>[],
  key: Key,
  known: readonly string[],
): void {
  const n = rows.findIndex((row) => row[key] !== null && !known.includes(row[key]));
  if (n === -1) return;
  const outOfScope = key === 'intent' ? ' (what nothing should answer has null)' : '';
  throw new BotError('BAD_REQUEST', `${file}, row ${n + 1}: there is no ${key} "${rows[n]?.[key] ?? ''}"${outOfScope}`);
}

function articlesOf(brain: Brain): readonly string[] {
  return brain
    .retriever()
    .articles()
    .map(({ id }) => id);
}

function isMiss({ row, classification: { outOfScope, intents } }: JudgedRow): boolean {
  return row.intent === null ? !outOfScope : outOfScope || intents[0]?.id !== row.intent;
}

function missOf({ row, classification: { outOfScope, intents, nearest } }: JudgedRow): string {
  const [best] = intents;
  const got = `${best?.id ?? '-'} ${percent(best?.p ?? 0, 1)}${outOfScope ? ', turned away' : ''}`;
  return `✗ ${row.text}\n    ${row.intent ?? 'out of scope'}, but ${got}; nearest: ${nearest?.text ?? '-'}`;
}

type Rows =
  | { readonly kind: 'intents'; readonly rows: readonly z.infer<typeof IntentRow>[] }
  | { readonly kind: 'faq'; readonly rows: readonly z.infer<typeof FaqRow>[] }
  | { readonly kind: 'follow-ups'; readonly rows: readonly FollowUpRow[] }
  | { readonly kind: 'several'; readonly rows: readonly SeveralRow[] }
  | { readonly kind: 'passages'; readonly rows: readonly z.infer<typeof PassageRow>[] };

function readRows(file: string): Rows {
  let lines: readonly string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    throw new BotError('BAD_REQUEST', `Cannot read ${file}`, { cause: error });
  }
  const values = lines.flatMap((line, n) => (line.trim() === '' ? [] : [{ value: parseLine(file, n + 1, line), line: n + 1 }]));
  if (values.length === 0) throw new BotError('BAD_REQUEST', `${file} holds no rows`);
  const read = <T>(schema: z.ZodType<T>): readonly T[] =>
    values.map(({ value, line }) => {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      const what = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
      throw new BotError('BAD_REQUEST', `${file}:${line}: ${what}`);
    });
  if (FollowUp.safeParse(values[0]?.value).success) return { kind: 'follow-ups', rows: read(FollowUp) };
  if (Several.safeParse(values[0]?.value).success) return { kind: 'several', rows: read(Several) };
  if (PassageRow.safeParse(values[0]?.value).success) return { kind: 'passages', rows: read(PassageRow) };
  return FaqRow.safeParse(values[0]?.value).success
    ? { kind: 'faq', rows: read(FaqRow) }
    : { kind: 'intents', rows: read(IntentRow) };
}

function parseLine(file: string, line: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BotError('BAD_REQUEST', `${file}:${line}: is not JSON`, { cause: error });
  }
}

function intentTable(report: Readonly<Record<string, IntentQuality>>): string {
  const percent = ({ value, low, high }: IntentQuality['accuracy']): string =>
    `${(100 * value).toFixed(1)} (${(100 * low).toFixed(1)}-${(100 * high).toFixed(1)})`;
  return Object.entries(report)
    .filter(([, quality]) => quality.rows + quality.outOfScopeRows > 0)
    .map(([name, quality]) =>
      [
        `${name}: ${quality.rows} rows in scope, ${quality.outOfScopeRows} out of it`,
        ...(quality.rows === 0
          ? []
          : [
              `  accuracy              ${percent(quality.accuracy)} %`,
              `  macro-F1              ${percent(quality.macroF1)} %`,
              `  wrongly turned away   ${percent(quality.falseRejection)} %`,
              `  calibration error     ${quality.calibrationError.toFixed(3)}`,
            ]),
        ...(quality.outOfScopeRows === 0 ? [] : [`  out of scope caught   ${percent(quality.outOfScopeRecall)} %`]),
      ].join('\n'),
    )
    .join('\n');
}

function faqTable(recalls: Readonly<Record<string, FaqRecall>>): string {
  return Object.entries(recalls)
    .filter(([, { rows }]) => rows > 0)
    .map(
      ([name, { rows, at1, at5 }]) =>
        `${name}: ${rows} questions, right article first ${((100 * at1) / rows).toFixed(1)} %, among five ${((100 * at5) / rows).toFixed(1)} %`,
    )
    .join('\n');
}

function followUpTable(qualities: Readonly<Record<string, FollowUpQuality>>): string {
  return Object.entries(qualities)
    .map(
      ([name, { rows, article, passage }]) =>
        `${name}: ${rows} messages, right article ${percent(article, rows)}, right passage ${percent(passage, rows)}`,
    )
    .join('\n');
}

function severalTable(qualities: Readonly<Record<string, SeveralQuality>>): string {
  return Object.entries(qualities)
    .map(
      ([name, { rows, all, more, exact }]) =>
        `${name}: ${rows} turns, all that was asked answered ${percent(all, rows)}, an article too many ${percent(more, rows)}, just what was asked ${percent(exact, rows)}`,
    )
    .join('\n');
}

function passageTable(recalls: Readonly<Record<string, PassageRecall>>): string {
  return Object.entries(recalls)
    .filter(([, { rows }]) => rows > 0)
    .map(
      ([name, { rows, at1, within }]) =>
        `${name}: ${rows} questions, right passage first ${percent(at1, rows)}, right passage of the right article ${percent(within, rows)}`,
    )
    .join('\n');
}

function percent(part: number, rows: number): string {
  return `${((100 * part) / rows).toFixed(1)} %`;
}
