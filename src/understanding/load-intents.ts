import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import {
  IntentFile,
  OUT_OF_SCOPE,
  OutOfScopeFile,
  ShopFile,
  SLOTS_OF_ACTION,
  type IntentDefinition,
  type ShopDefinition,
} from '../contract/content.ts';
import { BotError } from '../contract/errors.ts';
import type { IntentCatalogue } from './understander.ts';

const SHOP_FILE = 'shop.yaml';

interface Read<T> {
  readonly value: T | null;
  readonly problems: readonly string[];
  /** Line of a path in the file, for problems found later. */
  lineOf(path: readonly PropertyKey[]): number;
}

/**
 * Reads a folder of intents. Raises CONTENT_INVALID that lists every problem of every file as `file:line: what to do`, so that an
 * operator mends them in one go.
 */
export function loadIntents(folder: string): IntentCatalogue {
  const reading = readFolder(folder);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}

/** The same, with a pause after each file: some thousand examples take half a second, which a serving process does not have in one piece. */
export async function loadIntentsGently(folder: string, pause: () => Promise<void>): Promise<IntentCatalogue> {
  const reading = readFolder(folder);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
    await pause();
  }
}

function* readFolder(folder: string): Generator<undefined, IntentCatalogue, undefined> {
  const files = listYaml(folder);
  const problems: string[] = [];
  const hash = createHash('sha256');
  const intents = new Map<string, IntentDefinition>();
  const readers = new Map<string, Read<IntentDefinition>>();
  let shop: ShopDefinition | null = null;
  let outOfScope: IntentCatalogue['outOfScope'] = [];

  for (const file of files) {
    yield;
    const text = readFileSync(join(folder, file), 'utf8');
    hash.update(file).update('\0').update(text).update('\0');
    if (file === SHOP_FILE) {
      const read = readYaml(file, text, ShopFile);
      problems.push(...read.problems);
      shop = read.value;
    } else if (file === `${OUT_OF_SCOPE}.yaml`) {
      const read = readYaml(file, text, OutOfScopeFile);
      problems.push(...read.problems);
      outOfScope = read.value === null ? [] : examplesOf(read.value);
    } else {
      const read = readYaml(file, text, IntentFile);
      problems.push(...read.problems);
      if (read.value === null) continue;
      if (`${read.value.id}.yaml` !== file)
        problems.push(
          `${file}:${read.lineOf(['id'])}: id is "${read.value.id}": name the file ${read.value.id}.yaml, or mend the id`,
        );
      intents.set(read.value.id, read.value);
      readers.set(read.value.id, read);
    }
  }
  if (!files.includes(SHOP_FILE)) problems.push(`${SHOP_FILE}: is missing: see docs/CONTENT.md for what it holds`);
  for (const [id, intent] of intents)
    problems.push(...checkIntent(intent, intents, (path) => `${id}.yaml:${readers.get(id)?.lineOf(path) ?? 1}`));
  problems.push(...duplicates(intents, readers));
  if (intents.size < 2)
    problems.push(`${folder}: holds ${intents.size} intents: at least two are needed to tell one from another`);
  if (problems.length > 0 || shop === null) {
    throw new BotError(
      'CONTENT_INVALID',
      `Problems in the intents of ${folder}:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
  return { shop, intents, outOfScope, hash: hash.digest('hex') };
}

/** All examples of a file with their language. */
export function examplesOf({ examples }: Pick<IntentDefinition, 'examples'>): IntentCatalogue['outOfScope'] {
  return (['en', 'zh', 'mixed'] as const).flatMap((language) => examples[language].map((text) => ({ text, language })));
}

function listYaml(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new BotError('CONTENT_INVALID', `Cannot read the folder of intents ${folder}: set KEFU_INTENTS_DIR`, { cause: error });
  }
}

function readYaml<T>(file: string, text: string, schema: z.ZodType<T>): Read<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (path: readonly PropertyKey[]): number => {
    // The node itself, or the nearest one above it that exists.
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node: unknown = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
        return lines.linePos(Number(node.range[0])).line;
    }
    return 1;
  };
  if (document.errors.length > 0) {
    return {
      value: null,
      problems: document.errors.map((error) => `${file}:${lines.linePos(error.pos[0]).line}: is not YAML: ${error.message}`),
      lineOf,
    };
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, problems: [], lineOf };
  const problems = parsed.error.issues.map(
    (issue) => `${file}:${lineOf(issue.path)}: ${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  return { value: null, problems, lineOf };
}

function checkIntent(
  intent: IntentDefinition,
  intents: ReadonlyMap<string, IntentDefinition>,
  at: (path: readonly PropertyKey[]) => string,
): readonly string[] {
  const unknown = intent.quickReplies.flatMap((id, n) =>
    intents.has(id) ? [] : [`${at(['quickReplies', n])}: quickReplies names "${id}", which is no intent`],
  );
  const slots = intent.flow?.slots.map(({ name }) => name) ?? [];
  const missing = intent.flow === undefined ? [] : SLOTS_OF_ACTION[intent.flow.action].filter((name) => !slots.includes(name));
  return [
    ...unknown,
    ...missing.map((name) => `${at(['flow', 'slots'])}: a flow with action ${intent.flow?.action} needs a slot "${name}"`),
    ...(intent.flow?.slots.flatMap(({ type, choices, name }, n) =>
      (type === 'choice') === (choices !== undefined)
        ? []
        : [`${at(['flow', 'slots', n])}: slot "${name}": choices and type: choice go together`],
    ) ?? []),
  ];
}

/** The same words cannot mean two things. */
function duplicates(
  intents: ReadonlyMap<string, IntentDefinition>,
  readers: ReadonlyMap<string, Read<IntentDefinition>>,
): readonly string[] {
  const seen = new Map<string, string>();
  return [...intents.values()].flatMap((intent) =>
    (['en', 'zh', 'mixed'] as const).flatMap((language) =>
      intent.examples[language].flatMap((text, n) => {
        const key = text.toLowerCase();
        const first = seen.get(key);
        seen.set(key, first ?? intent.id);
        if (first === undefined || first === intent.id) return [];
        return [
          `${intent.id}.yaml:${readers.get(intent.id)?.lineOf(['examples', language, n]) ?? 1}: this example stands in ${first}.yaml too: keep it in one`,
        ];
      }),
    ),
  );
}
