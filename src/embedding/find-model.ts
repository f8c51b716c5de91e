import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { BotError } from '../contract/errors.ts';
import { knownWords } from './known-words.ts';

export interface FoundModel {
  readonly folder: string;
  /** Path of the weights that are used. */
  readonly weights: string;
  /** The hub name, or the folder's name. */
  readonly label: string;
  /** First 12 hex digits of a SHA-256 over weights, tokenizer and configuration: another vector needs another id. */
  readonly hash: string;
  /** The name that the model's configuration remembers; may be empty. */
  readonly family: string;
  /** Words that it surely met (`knownWords`). */
  readonly words: ReadonlySet<string>;
}

/** Files next to the weights, as transformers.js wants them. */
export const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json'] as const;
/** The first that exists is used. */
export const WEIGHTS = ['onnx/model_quantized.onnx', 'onnx/model.onnx'] as const;
export const HUB_NAME = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

const SUMS = 'SHA256SUMS';
/** A pointer of Git LFS, or a page of errors, is smaller than any model. */
const SMALLEST_WEIGHTS = 10_000;

const Config = z.looseObject({ model_type: z.string(), _name_or_path: z.string().optional() });
const Tokenizer = z.looseObject({ model: z.looseObject({}) });
const TokenizerConfig = z.looseObject({});

interface Place {
  readonly name: string;
  readonly modelsDir: string;
  readonly allowDownloads: boolean;
}

/**
 * Finds the model by folder (absolute, or relative to the working directory) or by hub name below `modelsDir`, and checks it: all files are
 * there, JSON that parses, files that fit SHA256SUMS where there is one. Raises MODEL_INVALID that names the file and what to do.
 * Null when there is none but it may be fetched.
 */
export function findModel({ name, modelsDir, allowDownloads }: Place): FoundModel | null {
  const isHubName = HUB_NAME.test(name);
  const folder = [resolve(name), ...(isAbsolute(name) ? [] : [resolve(modelsDir, name)])].find((candidate) =>
    existsSync(candidate),
  );
  if (folder !== undefined) return checkModel(folder, folder === resolve(name) ? basename(folder) : name);
  if (allowDownloads && isHubName) return null;
  const other = isHubName
    ? `put the files of ${name} under ${resolve(modelsDir, name)}, or set KEFU_ALLOW_DOWNLOADS=true`
    : 'mend it';
  const counted = isAbsolute(name) ? '' : ' (counted from the folder in which Kefu was started)';
  throw invalid(
    `KEFU_ENCODER names the model folder ${resolve(name)}${counted}, which does not exist: ${other}, or name another model`,
  );
}

/** Checks the files of a model's folder. */
export function checkModel(folder: string, label: string): FoundModel {
  if (!statSync(folder).isDirectory()) throw invalid(`${folder} is a file: KEFU_ENCODER names the folder of a model`);
  const weights = WEIGHTS.find((file) => existsSync(join(folder, file)));
  const missing = [...MODEL_FILES.filter((file) => !existsSync(join(folder, file))), ...(weights ? [] : [WEIGHTS[0]])];
  if (!weights || missing.length > 0)
    throw invalid(
      `${folder} lacks ${missing.join(', ')}: restore it (or is it the folder of something else? a model holds ${[...MODEL_FILES, WEIGHTS[0]].join(', ')})`,
    );
  const config = readJson(join(folder, 'config.json'), Config);
  const tokenizer = readJson(join(folder, 'tokenizer.json'), Tokenizer);
  readJson(join(folder, 'tokenizer_config.json'), TokenizerConfig);
  const path = join(folder, weights);
  if (statSync(path).size < SMALLEST_WEIGHTS)
    throw invalid(`${path} is too small to be a model (is it a pointer of Git LFS?): restore it`);
  const sums = checkSums(folder);
  const hash = createHash('sha256');
  for (const file of [weights, ...MODEL_FILES]) hash.update(sums.get(file) ?? sha256(join(folder, file)));
  return {
    folder,
    weights: path,
    label,
    hash: hash.digest('hex').slice(0, 12),
    family: config._name_or_path ?? '',
    words: knownWords(tokenizer),
  };
}

/** The files' hashes after they were compared with SHA256SUMS; empty when there is no such list. */
function checkSums(folder: string): ReadonlyMap<string, string> {
  const list = join(folder, SUMS);
  if (!existsSync(list)) return new Map();
  return new Map(
    read(list)
      .toString('utf8')
      .split('\n')
      .map((line, n) => ({ line: line.trim(), n: n + 1 }))
      .filter(({ line }) => line !== '')
      .map(({ line, n }) => {
        const [, expected = '', file = ''] = /^([0-9a-f]{64}) [ *](?:\.\/)?(.+)$/i.exec(line) ?? [];
        if (file === '' || isAbsolute(file) || file.split('/').includes('..'))
          throw invalid(`${list}:${n}: is not a line of sha256sum: restore the list`);
        const path = join(folder, file);
        if (!existsSync(path)) throw invalid(`${path} is missing, but ${SUMS} names it: restore the file`);
        const actual = sha256(path);
        if (actual !== expected.toLowerCase())
          throw invalid(`${path} is not the file that ${SUMS} names (it was changed or damaged): restore the file, or the list`);
        return [file, actual] as const;
      }),
  );
}

function readJson<T>(file: string, schema: z.ZodType<T>): T {
  const bytes = read(file);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw invalid(`${file} is not JSON: restore it`, error);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw invalid(`${file} is not the file of a sentence encoder (${problems.join('; ')}): restore it`);
}

function sha256(file: string): string {
  return createHash('sha256').update(read(file)).digest('hex');
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = lstatSync(file, { throwIfNoEntry: false })?.isDirectory() ? 'it is a folder' : 'check its permissions';
    throw invalid(`${file} cannot be read (${why}): restore it`, error);
  }
}

function invalid(message: string, cause?: unknown): BotError {
  return new BotError('MODEL_INVALID', message, { cause });
}
