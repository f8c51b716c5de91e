import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Mapping, NO_MAPPING } from '../churn/table/mapping.ts';
import { loadConfig } from '../config/load-config.ts';
import { BotError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import { readYaml } from '../understanding/read-yaml.ts';

/** What the command line asks for. */
export interface TrainChurnRequest {
  readonly file: string;
  readonly label: string;
  readonly customer: string | null;
  readonly time: string | null;
  readonly mapping: Mapping;
  readonly groups: readonly string[];
  readonly language: Language;
  /** Where models and reports go. */
  readonly folder: string;
  readonly isForced: boolean;
}

const USAGE =
  'kefu train churn TABLE.csv --label COLUMN [--customer COLUMN] [--time COLUMN] [--mapping FILE.yaml] [--groups COLUMN,COLUMN] [--language en|zh] [--out FOLDER] [--force]';

/** Raises BAD_REQUEST with the usage, or CONTENT_INVALID with the lines of the mapping that are wrong. */
export function readTrainChurnRequest(args: readonly string[]): TrainChurnRequest {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      label: { type: 'string' },
      customer: { type: 'string' },
      time: { type: 'string' },
      mapping: { type: 'string' },
      groups: { type: 'string' },
      language: { type: 'string' },
      out: { type: 'string' },
      force: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new BotError('BAD_REQUEST', `Which table? ${USAGE}`);
  if (values.label === undefined) throw new BotError('BAD_REQUEST', `Which column says who left? ${USAGE}`);
  const language = values.language ?? 'en';
  if (language !== 'en' && language !== 'zh') throw new BotError('BAD_REQUEST', `--language is en or zh, not "${language}"`);
  return {
    file,
    label: values.label,
    customer: values.customer ?? null,
    time: values.time ?? null,
    mapping: values.mapping === undefined ? NO_MAPPING : readMapping(values.mapping),
    groups: (values.groups ?? '').split(',').filter((name) => name !== ''),
    language,
    folder: values.out ?? join(loadConfig(process.env).modelsDir, 'churn'),
    isForced: values.force === true,
  };
}

function readMapping(file: string): Mapping {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new BotError('BAD_REQUEST', `Cannot read the mapping ${file}: check that it exists and is readable`, { cause: error });
  }
  const { value, problems } = readYaml(file, text, Mapping);
  if (value === null) throw new BotError('CONTENT_INVALID', problems.join('\n'));
  return value;
}
