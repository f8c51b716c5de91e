import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { normalise } from './normalise.ts';
import { readYaml, type ReadYaml } from './read-yaml.ts';
import type { IntentCatalogue } from './understander.ts';

const SHOP_FILE = 'shop.yaml';

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
  const readers = new Map<string, ReadYaml<IntentDefinition>>();
  let shop: ShopDefinition | null = null;
  let outOfScope: IntentCatalogue['outOfScope'] = [];

  for (const file of files) {
    yield;
    const text = readText(join(folder, file));
    if (text === null || file.endsWith('.yml')) {
      problems.push(`${file}:1: ${text === null ? 'cannot be read: check its permissions' : 'is not read: name it .yaml'}`);
      continue;
    }
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
  // A file that cannot be read is one problem; that others name it is none.
  const ids = new Set([...intents.keys(), ...files.map((file) => file.replace(/\.yaml$/, ''))]);
  const at = (id: string, path: readonly PropertyKey[]): string => `${id}.yaml:${readers.get(id)?.lineOf(path) ?? 1}`;
  for (const [id, intent] of intents) problems.push(...checkIntent(intent, ids, (path) => at(id, path)));
  const replies = shop?.openingReplies ?? [];
  problems.push(
    ...replies.flatMap((id) =>
      ids.has(id) ? [] : [`${SHOP_FILE}: openingReplies names "${id}", which is no intent: mend or drop it`],
    ),
  );
  problems.push(...duplicateExamples(intents, outOfScope, at), ...duplicateTitles(intents, at));
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
      .filter((entry) => !entry.isDirectory() && /^[^.].*\.ya?ml$/.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new BotError('CONTENT_INVALID', `Cannot read the folder of intents ${folder}: set KEFU_INTENTS_DIR`, { cause: error });
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function checkIntent(
  intent: IntentDefinition,
  ids: ReadonlySet<string>,
  at: (path: readonly PropertyKey[]) => string,
): readonly string[] {
  const unknown = intent.quickReplies.flatMap((id, n) =>
    ids.has(id) ? [] : [`${at(['quickReplies', n])}: quickReplies names "${id}", which is no intent: mend or drop it`],
  );
  const slots = intent.flow?.slots.map(({ name }) => name) ?? [];
  const missing = intent.flow === undefined ? [] : SLOTS_OF_ACTION[intent.flow.action].filter((name) => !slots.includes(name));
  return [
    ...unknown,
    ...checkFlow(intent, ids, at),
    ...missing.map((name) => `${at(['flow', 'slots'])}: a flow with action ${intent.flow?.action} needs a slot "${name}"`),
    ...(intent.flow?.slots.flatMap(({ type, choices, name }, n) =>
      (type === 'choice') === (choices !== undefined)
        ? []
        : [`${at(['flow', 'slots', n])}: slot "${name}": choices and type: choice go together`],
    ) ?? []),
  ];
}

/** Reasons and intents that a flow names must exist. */
function checkFlow(
  { flow }: IntentDefinition,
  ids: ReadonlySet<string>,
  at: (path: readonly PropertyKey[]) => string,
): readonly string[] {
  if (flow === undefined) return [];
  const reasons = [
    ...Object.entries(flow.impossible ?? {}).map(([status, why]) => [['flow', 'impossible', status], why] as const),
    ...(flow.daysAfterDelivery ? [[['flow', 'daysAfterDelivery', 'why'], flow.daysAfterDelivery.why] as const] : []),
  ];
  return [
    ...reasons.flatMap(([path, why]) =>
      flow.refused?.[why] ? [] : [`${at(path)}: the reason "${why}" has no words: write them under refused`],
    ),
    ...flow.claims.flatMap((id, n) =>
      ids.has(id) ? [] : [`${at(['flow', 'claims', n])}: claims names "${id}", which is no intent: mend or drop it`],
    ),
  ];
}

type At = (id: string, path: readonly PropertyKey[]) => string;

/** The same words cannot mean two things. */
function duplicateExamples(
  intents: ReadonlyMap<string, IntentDefinition>,
  outOfScope: IntentCatalogue['outOfScope'],
  at: At,
): readonly string[] {
  const seen = new Map(outOfScope.map(({ text }) => [normalise(text), OUT_OF_SCOPE]));
  return [...intents.values()].flatMap((intent) =>
    (['en', 'zh', 'mixed'] as const).flatMap((language) =>
      intent.examples[language].flatMap((text, n) => {
        const key = normalise(text);
        const first = seen.get(key);
        seen.set(key, first ?? intent.id);
        if (first === undefined || first === intent.id) return [];
        return [`${at(intent.id, ['examples', language, n])}: this example stands in ${first}.yaml too: keep it in one`];
      }),
    ),
  );
}

/** A pressed button sends a title: it must name one intent. */
function duplicateTitles(intents: ReadonlyMap<string, IntentDefinition>, at: At): readonly string[] {
  const seen = new Map<string, string>();
  return [...intents.values()].flatMap(({ id, title }) =>
    (['en', 'zh'] as const).flatMap((language) => {
      const first = seen.get(title[language]);
      seen.set(title[language], first ?? id);
      if (first === undefined || first === id) return [];
      return [`${at(id, ['title', language])}: ${first}.yaml has the same title: buttons could not tell them apart`];
    }),
  );
}
