import { classifyClauses } from '../../../src/conversation/classify-clauses.ts';
import { clausesToRead, findSignals, type LoyaltySignal } from '../../../src/conversation/find-signals.ts';
import type { Embedder } from '../../../src/embedding/embedder.ts';
import type { Understander } from '../../../src/understanding/understander.ts';

export interface SignalRow {
  readonly text: string;
  readonly lang: 'en' | 'zh';
  readonly signals: readonly LoyaltySignal[];
}

export interface SignalCounts {
  readonly rows: number;
  /** Signals of the rows, and those of them that were found. */
  readonly meant: number;
  readonly found: number;
  /** Signals that were found and not meant. */
  readonly made: number;
}

/** Reads messages as the service does and counts signals; `onlyWhole` counts those of whole messages, without clauses. */
export async function measureSignals(
  rows: readonly SignalRow[],
  parts: { readonly understander: Understander; readonly embedder: Embedder; readonly onlyWhole?: boolean },
): Promise<SignalCounts> {
  const { intents } = parts.understander.catalogue;
  let [meant, found, made] = [0, 0, 0];
  for (const { text, signals } of rows) {
    const analysis = parts.understander.analyse(text);
    const [whole = null] = analysis.isWordless ? [] : await classifyClauses([text], parts);
    const clauses = parts.onlyWhole === true ? [] : await classifyClauses(clausesToRead(whole, analysis, intents), parts);
    const seen = findSignals(whole, clauses, intents);
    meant += signals.length;
    found += signals.filter((signal) => seen.includes(signal)).length;
    made += seen.filter((signal) => !signals.includes(signal)).length;
  }
  return { rows: rows.length, meant, found, made };
}
