import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';

/** Writes `results/<name>.json` beside this file. */
export async function writeChurnResult(name: string, result: object): Promise<string> {
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, await format(JSON.stringify(result), { parser: 'json', printWidth: 130 }));
  return file;
}
