import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { IntentModel } from './intent-model.ts';

const PREFIX = 'intents-';

/** The trained model of this key, or null when there is none that can be read. */
export function readModel(folder: string, key: string): IntentModel | null {
  try {
    const stored = deserialize(readFileSync(join(folder, `${PREFIX}${key}.bin`))) as {
      readonly key?: unknown;
      readonly model?: IntentModel;
    };
    return stored.key === key && stored.model?.linear.dense instanceof Float32Array ? stored.model : null;
  } catch {
    return null;
  }
}

/** Keeps the model and drops older ones. The cache only saves time: a folder that cannot be written is done without. */
export function writeModel(folder: string, key: string, model: IntentModel): void {
  try {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${PREFIX}${key}.bin`);
    writeFileSync(`${file}.new`, serialize({ key, model }));
    renameSync(`${file}.new`, file);
    for (const name of readdirSync(folder)) {
      if (name.startsWith(PREFIX) && name.endsWith('.bin') && name !== `${PREFIX}${key}.bin`)
        rmSync(join(folder, name), { force: true });
    }
  } catch {
    // Trained again at the next start.
  }
}
