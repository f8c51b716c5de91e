import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BotError } from '../contract/errors.ts';
import { checkModel, MODEL_FILES, WEIGHTS, type FoundModel } from './find-model.ts';

const HUB = 'https://huggingface.co';
const DEADLINE_MS = 10 * 60_000;

/**
 * Fetches a model of the hub once, into `<modelsDir>/<owner>/<name>/`, from where every later start reads it. The folder appears only when it
 * is whole. Raises MODEL_INVALID when the hub does not give it.
 */
export async function fetchModel({
  name,
  modelsDir,
  hub = HUB,
}: {
  readonly name: string;
  readonly modelsDir: string;
  readonly hub?: string;
}): Promise<FoundModel> {
  const folder = resolve(modelsDir, name);
  const aside = `${folder}.${process.pid}.part`;
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    for (const file of [...MODEL_FILES, WEIGHTS[0]]) {
      const url = `${hub}/${name}/resolve/main/${file}`;
      const bytes = await fetchBytes(url, signal);
      mkdirSync(dirname(join(aside, file)), { recursive: true });
      writeFileSync(join(aside, file), bytes);
    }
    checkModel(aside, name);
    renameSync(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return checkModel(folder, name);
}

async function fetchBytes(url: string, signal: AbortSignal): Promise<Buffer> {
  const advice = 'check the name in KEFU_ENCODER and the network, or put the files there by hand';
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    throw new BotError('MODEL_INVALID', `${url} cannot be reached: ${advice}`, { cause: error });
  }
  if (!response.ok) throw new BotError('MODEL_INVALID', `${url} answers ${response.status}: ${advice}`);
  try {
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw new BotError('MODEL_INVALID', `${url} broke off: ${advice}`, { cause: error });
  }
}
