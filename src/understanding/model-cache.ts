import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Balance, IntentModel } from './intent-model.ts';
import type { TrainingReport } from './train-intents.ts';
import { replaceCache } from '../files/replace-file.ts';

export interface TrainedIntents {
  readonly model: IntentModel;
  readonly report: TrainingReport;
}

interface Head {
  readonly key: string;
  readonly report: TrainingReport;
  readonly temperature: number;
  readonly balance: Balance;
  readonly outOfScopeThreshold: number;
  readonly outOfScope: readonly number[];
  readonly classes: number;
  readonly denseSize: number;
  readonly sparseSize: number;
}

const DIGEST_BYTES = 32;

/**
 * The trained model of exactly this key, or null: trained from other content, by another recipe, cut off, or damaged.
 * Layout: SHA-256 of the rest, length of the head (4 bytes), head (JSON, padded to four bytes), three blocks of float32.
 */
export function readModel(file: string, key: string): TrainedIntents | null {
  try {
    const bytes = readFileSync(file);
    const body = bytes.subarray(DIGEST_BYTES);
    if (!createHash('sha256').update(body).digest().equals(bytes.subarray(0, DIGEST_BYTES))) return null;
    const headBytes = body.readUInt32LE(0);
    // The digest vouches for the shape: only `writeModel` makes such a file.
    const head = JSON.parse(body.toString('utf8', 4, 4 + headBytes)) as Head;
    if (head.key !== key) return null;
    let at = 4 + headBytes;
    const block = (length: number): Float32Array => {
      const start = body.byteOffset + at;
      at += length * 4;
      return new Float32Array(body.buffer.slice(start, start + length * 4));
    };
    const { classes, denseSize, sparseSize, report, temperature, balance, outOfScopeThreshold } = head;
    const [dense, sparse, bias] = [block(classes * denseSize), block(classes * sparseSize), block(classes)];
    const linear = { classes, denseSize, sparseSize, dense, sparse, bias };
    return {
      model: { linear, temperature, balance, outOfScopeThreshold, outOfScope: Float64Array.from(head.outOfScope) },
      report,
    };
  } catch {
    return null;
  }
}

export function writeModel(file: string, key: string, { model, report }: TrainedIntents): boolean {
  const { linear, temperature, balance, outOfScopeThreshold } = model;
  const { classes, denseSize, sparseSize } = linear;
  const outOfScope = [...model.outOfScope];
  const head: Head = {
    key,
    report,
    temperature,
    balance,
    outOfScopeThreshold,
    outOfScope,
    classes,
    denseSize,
    sparseSize,
  };
  const json = Buffer.from(JSON.stringify(head));
  const padded = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, ' ')]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(padded.length, 0);
  const blocks = [linear.dense, linear.sparse, linear.bias].map((block) =>
    Buffer.from(block.buffer, block.byteOffset, block.byteLength),
  );
  const body = Buffer.concat([length, padded, ...blocks]);
  return replaceCache(file, (aside) => writeFileSync(aside, Buffer.concat([createHash('sha256').update(body).digest(), body])));
}
