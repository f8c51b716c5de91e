import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../../src/web/console/api.ts';
import { createFindModel } from '../../src/web/console/find-model.ts';
import type { Found } from '../../src/web/console/wire.ts';

type Answer = { readonly kind: 'ok'; readonly body: Found } | { readonly kind: 'unreachable' };

const page = (ids: readonly string[], next: number | null): Answer => ({
  kind: 'ok',
  body: { chats: ids.map((conversationId) => ({ conversationId })) as unknown as Found['chats'], next, words: [] },
});

describe('the search through conversations', () => {
  let asked: string[] = [];
  let answers: Record<string, Answer | Promise<Answer>>;
  const api = {
    get(path: string) {
      asked.push(path);
      return Promise.resolve(answers[path] ?? page([], null));
    },
  } as unknown as Api;
  const model = () => createFindModel({ api });
  const shown = (find: ReturnType<typeof model>) => find.state.get().chats.map(({ conversationId }) => conversationId);

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    answers = {};
  });
  afterEach(() => vi.useRealTimers());

  it('asks once the agent has stopped typing', async () => {
    answers['/chats?text=tent'] = page(['c1'], null);
    const find = model();

    for (const text of ['t', 'te', 'tent']) find.search(text);
    await vi.advanceTimersByTimeAsync(1_000);

    expect([asked, shown(find), find.state.get().phase]).toEqual([['/chats?text=tent'], ['c1'], 'idle']);
  });

  it('goes on with what is older, and shows a conversation once', async () => {
    answers['/chats?text=a'] = page(['c3', 'c2'], 70);
    answers['/chats?text=a&before=70'] = page(['c2', 'c1'], null);
    const find = model();
    find.search('a');
    await vi.advanceTimersByTimeAsync(1_000);

    find.more();
    await vi.advanceTimersByTimeAsync(0);

    expect([shown(find), find.state.get().next]).toEqual([['c3', 'c2', 'c1'], null]);
  });

  it('looks further by itself where a page held nothing', async () => {
    answers['/chats?text=rare'] = page([], 70);
    answers['/chats?text=rare&before=70'] = page([], 40);
    answers['/chats?text=rare&before=40'] = page(['c1'], 10);
    const find = model();

    find.search('rare');
    await vi.advanceTimersByTimeAsync(1_000);

    expect([shown(find), asked.length, find.state.get().next]).toEqual([['c1'], 3, 10]);
  });

  it('shows no answer to an older question', async () => {
    let answerFirst: (answer: Answer) => void = () => undefined;
    answers['/chats?text=old'] = new Promise((resolve) => (answerFirst = resolve));
    answers['/chats?text=new'] = page(['c2'], null);
    const find = model();
    find.search('old');
    await vi.advanceTimersByTimeAsync(1_000);
    find.search('new');
    await vi.advanceTimersByTimeAsync(1_000);

    answerFirst(page(['c1'], null));
    await vi.advanceTimersByTimeAsync(0);

    expect(shown(find)).toEqual(['c2']);
  });

  it('shows nothing of another text while the server is away, and goes on from the start', async () => {
    answers['/chats?text=old'] = page(['c1'], 70);
    answers['/chats?text=new'] = { kind: 'unreachable' };
    const find = model();
    find.search('old');
    await vi.advanceTimersByTimeAsync(1_000);

    find.search('new');
    await vi.advanceTimersByTimeAsync(1_000);
    find.more();
    await vi.advanceTimersByTimeAsync(0);

    expect([shown(find), asked]).toEqual([[], ['/chats?text=old', '/chats?text=new', '/chats?text=new']]);
  });

  it('says when the server is away, and tries again when it is back', async () => {
    answers['/chats?text=a'] = { kind: 'unreachable' };
    const find = model();
    find.search('a');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(find.state.get().phase).toBe('failed');
    answers['/chats?text=a'] = page(['c1'], null);

    find.refresh();
    await vi.advanceTimersByTimeAsync(0);

    expect([shown(find), find.state.get().phase]).toEqual([['c1'], 'idle']);
  });
});
