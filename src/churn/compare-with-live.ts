import { existsSync } from 'node:fs';
import type { Frame } from './frame.ts';
import type { LocalisedText } from '../contract/language.ts';
import type { Share } from '../numerics/accuracy.ts';
import { logLossOf } from '../numerics/binary-metrics.ts';
import { bootstrapIntervals } from '../numerics/bootstrap.ts';
import { readTableModel } from './table-model-file.ts';
import { predictTable } from './table-model.ts';

export interface Comparison {
  /** With what; null for the share of leavers, where there is no model yet. */
  readonly with: string | null;
  /** By how much the mean log loss of the new model is lower, with its 95 % interval. */
  readonly gain: Share;
}

export interface Tested {
  readonly frame: Frame;
  readonly y: Uint8Array;
  /** A number from 0 on a row: rows of one group are drawn together. */
  readonly groups: Int32Array;
  /** What the new model says. */
  readonly p: Float64Array;
}

const DRAWS = 1_000;

/**
 * The new model against the live one on the same rows, by a paired bootstrap of the log loss over groups; where there is no live model,
 * against the share of leavers among the rows that were learned from. Raises MODEL_INVALID when the live model cannot be read.
 */
export function compareWithLive({ frame, y, groups, p }: Tested, liveFile: string, trainedShare: number): Comparison {
  const live = existsSync(liveFile) ? readTableModel(liveFile) : null;
  const other = live === null ? new Float64Array(p.length).fill(trainedShare) : predictTable(live.model, frame);
  const gains = p.map((value, row) => logLossOf(other[row] ?? 0, y[row] ?? 0) - logLossOf(value, y[row] ?? 0));
  const { gain } = bootstrapIntervals(
    p.length,
    (counts) => {
      let [sum, rows] = [0, 0];
      for (const [row, count] of counts.entries()) {
        sum += count * (gains[row] ?? 0);
        rows += count;
      }
      return { gain: sum / rows };
    },
    { groups, draws: DRAWS },
  );
  return { with: live?.version ?? null, gain };
}

/** What is done with the new model, and why. */
export function verdictOf(
  { with: other, gain }: Comparison,
  isForced: boolean,
): { readonly isPublished: boolean; readonly text: LocalisedText } {
  const isBetter = gain.low > 0;
  const numbers = `${gain.value.toFixed(4)}, 95 %: ${gain.low.toFixed(4)} … ${gain.high.toFixed(4)}`;
  const against: LocalisedText =
    other === null
      ? { en: 'than guessing the share of leavers', zh: '仅按流失比例猜测' }
      : { en: `than the live model ${other}`, zh: `当前模型 ${other}` };
  if (isBetter) {
    return {
      isPublished: true,
      text: {
        en: `Published: its log loss is lower ${against.en} (by ${numbers}).`,
        zh: `已发布：对数损失低于${against.zh}（差值 ${numbers}）。`,
      },
    };
  }
  return {
    isPublished: isForced,
    text: isForced
      ? {
          en: `Published because of --force, though it is not surely better ${against.en} (log loss lower by ${numbers}).`,
          zh: `因 --force 发布，但不能确定优于${against.zh}（对数损失差值 ${numbers}）。`,
        }
      : {
          en: `Not published: it is not surely better ${against.en} (log loss lower by ${numbers}). The live model stays; --force publishes it all the same.`,
          zh: `未发布：不能确定优于${against.zh}（对数损失差值 ${numbers}）。当前模型保持不变；使用 --force 可强制发布。`,
        },
  };
}
