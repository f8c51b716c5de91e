import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { BotError } from '../contract/errors.ts';

export interface FoundModel {
  /** Folder above the model and its name below it, as transformers.js wants them. */
  readonly root: string;
  readonly name: string;
  /** First 12 hex digits of the weights' SHA-256; `remote` for a model that is still to be fetched. */
  readonly hash: string;
}

const WEIGHTS = join('onnx', 'model_quantized.onnx');
const NEEDED = ['config.json', 'tokenizer.json', 'tokenizer_config.json', WEIGHTS] as const;

/**
 * Finds the model by folder (absolute, or relative to the working directory) or by hub name below `modelsDir`, and checks it: all files there,
 * JSON that parses, weights that fit SHA256SUMS where there is one. Raises MODEL_INVALID that names the file and what to do.
 */
export function findModel({
  name,
  modelsDir,
  allowDownloads,
}: {
  readonly name: string;
  readonly modelsDir: string;
  readonly allowDownloads: boolean;
}): FoundModel {
  const folder = [resolve(name), resolve(modelsDir, name)].find((candidate) => existsSync(candidate));
  if (folder === undefined) {
    if (allowDownloads && /^[\w.-]+\/[\w.-]+$/.test(name)) return { root: resolve(modelsDir), name, hash: 'remote' };
    throw invalid(
      `There is no model folder ${resolve(name)}: set KEFU_ENCODER to a folder, put the hub model under ${resolve(modelsDir, name)}, or allow downloads (KEFU_ALLOW_DOWNLOADS=true)`,
    );
  }
  for (const file of NEEDED) {
    if (!existsSync(join(folder, file)))
      throw invalid(`The model folder ${folder} has no ${file}: restore it, or name another folder in KEFU_ENCODER`);
  }
  for (const file of NEEDED.filter((candidate) => candidate.endsWith('.json'))) readJson(join(folder, file));
  const hashes = checkSums(folder);
  const hash = (hashes.get(WEIGHTS) ?? sha256(join(folder, WEIGHTS))).slice(0, 12);
  return { root: dirname(folder), name: basename(folder), hash };
}

/** The files' hashes after they were compared with SHA256SUMS; empty when there is no such list. */
function checkSums(folder: string): ReadonlyMap<string, string> {
  const list = join(folder, 'SHA256SUMS');
  if (!existsSync(list)) return new Map();
  const lines = readFileSync(list, 'utf8').split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [expected = '', file = ''] = line.split(/\s+\*?/);
      const path = join(folder, file);
      const actual = existsSync(path) ? sha256(path) : 'missing';
      if (actual !== expected)
        throw invalid(
          `${path} is not the file that SHA256SUMS names (${actual === 'missing' ? 'it is missing' : 'it was changed or damaged'}): restore the folder`,
        );
      return [file, actual] as const;
    }),
  );
}

function readJson(file: string): void {
  try {
    JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalid(`${file} is not JSON: restore the model folder`, error);
  }
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function invalid(message: string, cause?: unknown): BotError {
  return new BotError('MODEL_INVALID', message, { cause });
}
