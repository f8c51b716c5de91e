import type { IntentDefinition } from '../contract/content.ts';
import type { Classification, TextAnalysis } from '../contract/understanding.ts';
import { splitClauses } from '../understanding/split-clauses.ts';

/** What saying something means for the customer's loyalty. */
export type LoyaltySignal = NonNullable<IntentDefinition['signal']>;

/** Below this the meaning of a whole message is not sure enough to count. */
const SURE = 0.5;
/**
 * A clause has less context than its message, so it must be surer, and its nearest example must be close and carry a signal too; and a
 * message that as a whole surely asks something else is not searched ("never shopped with you before, how do I open an account"). Chosen
 * on the odd lines of the held-out messages; benchmarks/quality/signals/README.md has what it costs and brings on the even ones.
 */
const SURE_CLAUSE = 0.9;
const SURE_OF_ANOTHER_SUBJECT = 0.7;
const NEAR = 0.7;
/**
 * Each clause costs as much time as a whole message. They are read where the customer leaves, for then it counts most what drove them to
 * it, and where the message as a whole hints at a signal that it does not count yet: so much probability lies on intents that carry one.
 */
const HINT = 0.02;

type Intents = ReadonlyMap<string, IntentDefinition>;

/** The clauses that must be understood on their own before `findSignals` can tell; none for most messages. */
export function clausesToRead(whole: Classification | null, { text }: TextAnalysis, intents: Intents): readonly string[] {
  if (whole === null || isSurelyAnotherSubject(whole, intents) || !hintsAtMore(whole, intents)) return [];
  const clauses = splitClauses(text);
  return clauses.length < 2 ? [] : clauses;
}

/** Every signal of a message, each once: of the message as a whole, and of its clauses ("late again, I'm done with you"). */
export function findSignals(
  whole: Classification | null,
  clauses: readonly Classification[],
  intents: Intents,
): readonly LoyaltySignal[] {
  const signals = new Set<LoyaltySignal>();
  if (whole !== null) add(signalOf(whole, SURE, intents));
  for (const clause of clauses) {
    const { nearest } = clause;
    const isNear = nearest !== null && nearest.similarity >= NEAR && intents.get(nearest.intent)?.signal !== undefined;
    if (isNear) add(signalOf(clause, SURE_CLAUSE, intents));
  }
  return [...signals];

  function add(signal: LoyaltySignal | null): void {
    if (signal !== null) signals.add(signal);
  }
}

function signalOf({ intents: scored, outOfScope }: Classification, least: number, intents: Intents): LoyaltySignal | null {
  const [best] = scored;
  if (outOfScope || best === undefined || best.p < least) return null;
  return intents.get(best.id)?.signal ?? null;
}

function hintsAtMore(whole: Classification, intents: Intents): boolean {
  const counted = signalOf(whole, SURE, intents);
  const hint = whole.intents.reduce((sum, { id, p }) => {
    const signal = intents.get(id)?.signal;
    return signal === undefined || signal === counted ? sum : sum + p;
  }, 0);
  return counted === 'leaving' || hint >= HINT;
}

function isSurelyAnotherSubject({ intents: scored, outOfScope }: Classification, intents: Intents): boolean {
  const [best] = scored;
  return !outOfScope && best !== undefined && best.p >= SURE_OF_ANOTHER_SUBJECT && intents.get(best.id)?.signal === undefined;
}
