import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../../src/web/console/api.ts';
import { createChatModel } from '../../src/web/console/chat-model.ts';

const PAGE = 200;

describe('the conversation that is read', () => {
  /** Sequences of the log as it is on the server; null once it was erased. */
  let last: number | null = 0;
  let asked: string[] = [];
  const entry = (sequence: number) => ({ sequence, turnId: null });
  const api = {
    get(path: string) {
      asked.push(path);
      if (last === null) return Promise.resolve({ kind: 'refused', status: 404 });
      const after = Number(/after=(\d+)/.exec(path)?.[1] ?? Math.max(0, last - PAGE));
      const entries = Array.from({ length: Math.min(PAGE, last - after) }, (_, n) => entry(after + 1 + n));
      return Promise.resolve({ kind: 'ok', body: { conversation: { id: 'c1' }, entries, turns: [] } });
    },
  } as unknown as Api;
  const sequences = (model: ReturnType<typeof createChatModel>) =>
    (model.state.get().detail?.entries ?? []).map(({ sequence }) => sequence);
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const upTo = (first: number, end: number) => Array.from({ length: end - first + 1 }, (_, n) => first + n);

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    last = 250;
  });
  afterEach(() => vi.useRealTimers());

  it('opens with the latest entries, and loses none of those that were read as it goes on', async () => {
    const model = createChatModel({ api });
    model.open('c1', null);
    await settle();
    expect(sequences(model)).toEqual(upTo(51, 250));
    model.readEarlier();
    await settle();
    last = 254;

    model.hear({ kind: 'log', conversationId: 'c1', sequence: 254 });
    await settle();

    expect(sequences(model)).toEqual(upTo(1, 254));
    model.dispose();
  });

  it('opens where something was found, with all that came since', async () => {
    last = 900;
    const model = createChatModel({ api });

    model.open('c1', 107);
    await settle();

    expect(sequences(model)).toEqual(upTo(87, 900));
    model.dispose();
  });

  it('goes on by itself where no notice comes, and hears of no other conversation', async () => {
    const model = createChatModel({ api });
    model.open('c1', null);
    await settle();
    last = 251;

    model.hear({ kind: 'log', conversationId: 'c2', sequence: 9 });
    await settle();
    expect(sequences(model).at(-1)).toBe(250);
    await vi.advanceTimersByTimeAsync(15_000);

    expect(sequences(model).at(-1)).toBe(251);
    model.dispose();
  });

  it('shows no word of a conversation that was erased meanwhile', async () => {
    const model = createChatModel({ api });
    model.open('c1', null);
    await settle();
    last = null;

    await vi.advanceTimersByTimeAsync(15_000);

    expect(model.state.get()).toMatchObject({ detail: null, problem: 'not-found' });
    model.dispose();
  });

  it('asks for nothing once it is closed', async () => {
    const model = createChatModel({ api });
    model.open('c1', null);
    await settle();
    model.open(null, null);
    asked = [];

    await vi.advanceTimersByTimeAsync(60_000);

    expect(asked).toEqual([]);
    model.dispose();
  });
});
