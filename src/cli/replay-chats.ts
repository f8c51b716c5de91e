import type { Config } from '../config/load-config.ts';
import type { HandledTurn } from '../conversation/handle-turn.ts';
import { beginImagined } from '../imagine-conversation.ts';
import type { Brain } from '../open-brain.ts';
import { CHANGE_KINDS, compareAnswers, type ChangeKind, type GivenAnswer } from '../review/compare-answers.ts';
import { givenAnswer } from '../review/given-answer.ts';
import { hidePersonal } from '../review/hide-personal.ts';
import type { ChatPart } from '../review/split-at-persons.ts';

/** A message that is answered otherwise. */
export interface AnswerChange {
  readonly kind: ChangeKind;
  /** The customer's words, without what leads to one customer. */
  readonly message: string;
  /** Turns in which it is answered so; and when the last of them was, ms since the epoch. */
  readonly times: number;
  readonly lastAt: number;
  readonly before: GivenAnswer;
  readonly after: GivenAnswer;
}

export interface Replayed {
  readonly turns: number;
  readonly chats: number;
  /** Turns in which a part failed or was late: they say nothing of the content. */
  readonly notCompared: number;
  /** Turns, by how they are answered otherwise. */
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** Most frequent first. */
  readonly changes: readonly AnswerChange[];
}

interface Brains {
  readonly inForce: Brain;
  readonly candidate: Brain;
}

/**
 * Says chats to two bots and compares their answers. Both hear the same: where either calls a person, both begin anew with what the
 * customer said next.
 */
export async function replayChats(
  parts: readonly ChatPart[],
  { inForce, candidate }: Brains,
  config: Config,
  onTurn: (done: number, of: number) => void,
): Promise<Replayed> {
  const hide = (text: string): string => hidePersonal(inForce.understander().analyse(text));
  const changes = new Map<string, AnswerChange>();
  const of = parts.reduce((sum, { asked }) => sum + asked.length, 0);
  let [done, notCompared] = [0, 0];
  for (const { asked } of parts) {
    let say = beginBoth();
    for (const { text, at } of asked) {
      const [before, after] = await say(text);
      const isDegraded = [before, after].some(({ record }) => record.degraded.length > 0);
      if (isDegraded) notCompared += 1;
      else note({ message: hide(text), at, before: givenAnswer(before, hide), after: givenAnswer(after, hide) });
      if (isDegraded || isGivenAway(before) || isGivenAway(after)) say = beginBoth();
      onTurn((done += 1), of);
    }
  }
  const found = [...changes.values()].sort((a, b) => b.times - a.times || b.lastAt - a.lastAt);
  return {
    turns: of,
    chats: new Set(parts.map(({ conversationId }) => conversationId)).size,
    notCompared,
    counts: countsOf(found),
    changes: found,
  };

  function beginBoth(): (text: string) => Promise<readonly [HandledTurn, HandledTurn]> {
    const [before, after] = [beginImagined(inForce, config), beginImagined(candidate, config)];
    return async (text) => [await before(text), await after(text)];
  }

  function note({ at, ...compared }: Pick<AnswerChange, 'message' | 'before' | 'after'> & { readonly at: number }): void {
    const kind = compareAnswers(compared.before, compared.after);
    if (kind === null) return;
    const { message, ...answers } = compared;
    const key = JSON.stringify([message.toLowerCase(), answers]);
    const known = changes.get(key) ?? { kind, ...compared, times: 0, lastAt: at };
    changes.set(key, { ...known, times: known.times + 1, lastAt: Math.max(known.lastAt, at) });
  }
}

function isGivenAway({ commit: { owner } }: HandledTurn): boolean {
  return owner !== undefined && owner.kind !== 'bot';
}

function countsOf(changes: readonly AnswerChange[]): Readonly<Record<ChangeKind, number>> {
  const count = (wanted: ChangeKind): number =>
    changes.reduce((sum, { kind, times }) => (kind === wanted ? sum + times : sum), 0);
  return Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, count(kind)])) as Record<ChangeKind, number>;
}
