import { beforeEach, describe, expect, it } from 'vitest';
import type { Answer, Api } from '../../src/web/console/api.ts';
import { createKept, type Kept } from '../../src/web/console/kept.ts';
import { createOutbox, type Outbox } from '../../src/web/console/outbox.ts';

const OK: Answer<unknown> = { kind: 'ok', body: { entry: {} } };
const UNREACHABLE: Answer<never> = { kind: 'unreachable' };
const MOVED: Answer<unknown> = { kind: 'refused', status: 409, code: 'OWNERSHIP_MOVED', message: '' };

describe('the outbox of the console', () => {
  let kept: Kept;
  let page: EventTarget;
  let outbox: Outbox;
  let answers: Answer<unknown>[];
  let ticket: Record<string, unknown>;
  let asked: { path: string; body: unknown }[];
  let done: string[];
  let stillKnown: string[];
  let refused: string[];
  let ids = 0;
  let uploads: Answer<{ attachment: { id: string } }>[];
  let uploaded: string[];
  let forgotten: string[];

  const api: Api = {
    upload: () => Promise.resolve(UNREACHABLE),
    get: () => Promise.resolve({ kind: 'ok', body: { ticket } as never }),
    send: (_method, path, body) => {
      asked.push({ path, body });
      return Promise.resolve((answers.shift() ?? OK) as never);
    },
  };
  const open = (agentId = 'an'): Outbox =>
    createOutbox({
      api,
      uploads: {
        send: (ticketId, { id }) => {
          uploaded.push(`${ticketId}/${id}`);
          return Promise.resolve(uploads.shift() ?? { kind: 'ok', body: { attachment: { id: `server-${id}` } } });
        },
        forget: (files) => forgotten.push(...files.map(({ id }) => id)),
      },
      kept,
      agentId,
      page,
      now: () => 1_000,
      newId: () => `id${(ids += 1)}`,
      onDone: ({ act, clientId }) => {
        done.push(act.kind);
        if (outbox.state.get().items.some((item) => item.clientId === clientId)) stillKnown.push(act.kind);
      },
      onRefused: ({ act }, code) => refused.push(`${act.kind}: ${code}`),
    });
  /** Lets the answers arrive. */
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const online = async (): Promise<void> => {
    page.dispatchEvent(new Event('online'));
    await settle();
  };
  const texts = (): unknown[] => asked.map(({ body }) => (body as { text?: string }).text);

  beforeEach(() => {
    const stored = new Map<string, string>();
    kept = createKept(
      () =>
        ({
          get length() {
            return stored.size;
          },
          key: (n: number) => [...stored.keys()][n] ?? null,
          getItem: (key: string) => stored.get(key) ?? null,
          setItem: (key: string, value: string) => stored.set(key, value),
          removeItem: (key: string) => stored.delete(key),
        }) as unknown as Storage,
    );
    page = new EventTarget();
    [answers, asked, done, stillKnown, refused, ticket, ids] = [[], [], [], [], [], {}, 0];
    [uploads, uploaded, forgotten] = [[], [], []];
    outbox = open();
    return () => outbox.dispose();
  });

  it('tells what an act led to before it forgets the act, so that no moment is between the two', async () => {
    outbox.put('t1', { kind: 'claim' });
    await settle();

    expect(stillKnown).toEqual(['claim']);
    expect(outbox.state.get().items).toEqual([]);
  });

  it('sends what the agent wrote and forgets it', async () => {
    outbox.put('t1', { kind: 'reply', text: 'Hello' });
    await settle();

    expect(asked).toEqual([{ path: '/tickets/t1/reply', body: { clientId: 'id1', text: 'Hello' } }]);
    expect(outbox.state.get().items).toEqual([]);
    expect(done).toEqual(['reply']);
  });

  it('tries again under the same id until the server is reached, in the order of writing', async () => {
    answers = [UNREACHABLE, UNREACHABLE];
    outbox.put('t1', { kind: 'reply', text: 'first' });
    outbox.put('t1', { kind: 'reply', text: 'second' });
    outbox.put('t1', { kind: 'close', seen: 7 });
    await settle();
    await online();
    expect(outbox.state.get().isStuck).toBe(true);
    expect(outbox.state.get().items.map(({ tries }) => tries)).toEqual([2, 0, 0]);

    await online();

    expect(texts()).toEqual(['first', 'first', 'first', 'second', undefined]);
    expect(new Set(asked.slice(0, 3).map(({ body }) => (body as { clientId: string }).clientId)).size).toBe(1);
    expect(asked.at(-1)).toEqual({ path: '/tickets/t1/close', body: { seen: 7 } });
    expect(outbox.state.get()).toEqual({ items: [], isStuck: false });
  });

  it('does not let one ticket wait for another', async () => {
    answers = [UNREACHABLE, OK, UNREACHABLE];
    outbox.put('t1', { kind: 'reply', text: 'stuck' });
    outbox.put('t2', { kind: 'reply', text: 'through' });
    await settle();

    expect(outbox.state.get().items.map(({ ticketId }) => ticketId)).toEqual(['t1']);
  });

  it('survives a reload, for the same agent only', async () => {
    answers = [UNREACHABLE];
    outbox.put('t1', { kind: 'reply', text: 'kept' });
    await settle();
    outbox.dispose();

    const other = open('bo');
    other.flush();
    await settle();
    expect(asked).toHaveLength(1);
    other.dispose();
    outbox = open();
    outbox.flush();
    await settle();

    expect(texts()).toEqual(['kept', 'kept']);
    expect(outbox.state.get().items).toEqual([]);
  });

  it('keeps words that were declined until the agent decides, and what follows them', async () => {
    answers = [MOVED];
    outbox.put('t1', { kind: 'reply', text: 'declined' });
    outbox.put('t1', { kind: 'close', seen: 7 });
    await settle();
    await online();
    expect(outbox.state.get().items.map(({ refusal }) => refusal)).toEqual(['OWNERSHIP_MOVED', null]);
    expect(asked).toHaveLength(1);

    outbox.retry('id1');
    await settle();

    expect(texts()).toEqual(['declined', 'declined', undefined]);
    expect(outbox.state.get().items).toEqual([]);
  });

  it('lets the agent discard declined words', async () => {
    answers = [MOVED];
    outbox.put('t1', { kind: 'reply', text: 'declined' });
    await settle();

    outbox.discard('id1');
    await online();

    expect(outbox.state.get().items).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('takes a close for done when only its answer was lost', async () => {
    answers = [UNREACHABLE, MOVED];
    ticket = { status: 'closed', outcome: 'resolved', claimedBy: 'an' };
    outbox.put('t1', { kind: 'close', seen: 7 });
    await settle();
    await online();

    expect(done).toEqual(['close']);
    expect(refused).toEqual([]);
  });

  it('says when a claim came too late', async () => {
    answers = [{ ...MOVED, code: 'CONFLICT' }];
    outbox.put('t1', { kind: 'claim' });
    await settle();

    expect(refused).toEqual(['claim: CONFLICT']);
    expect(outbox.state.get().items).toEqual([]);
  });

  it('waits for the next sign-in when the session ended', async () => {
    answers = [{ kind: 'signed-out' }];
    outbox.put('t1', { kind: 'reply', text: 'kept' });
    await settle();

    expect(outbox.state.get().items).toHaveLength(1);
    await online();
    expect(outbox.state.get().items).toEqual([]);
  });

  describe('a reply with files', () => {
    const file = (id: string) => ({ id, name: `${id}.png`, contentType: 'image/png', sizeBytes: 3 });

    it('brings the files to the server first and then names them, in order', async () => {
      outbox.put('t1', { kind: 'reply', text: '', files: [file('a'), file('b')] });
      await settle();

      expect(uploaded).toEqual(['t1/a', 't1/b']);
      expect(asked).toEqual([
        { path: '/tickets/t1/reply', body: { clientId: 'id1', text: '', attachments: ['server-a', 'server-b'] } },
      ]);
      expect(forgotten).toEqual(['a', 'b']);
    });

    it('keeps files and words until the network is back', async () => {
      uploads = [UNREACHABLE];
      outbox.put('t1', { kind: 'reply', text: 'here', files: [file('a')] });
      await settle();
      expect([asked, forgotten]).toEqual([[], []]);

      outbox.dispose();
      outbox = open();
      outbox.flush();
      await settle();

      expect(asked).toMatchObject([{ body: { text: 'here', attachments: ['server-a'] } }]);
      expect(forgotten).toEqual(['a']);
    });

    it('keeps a reply whose file was declined for the agent to decide, and forgets the file only then', async () => {
      uploads = [{ kind: 'refused', status: 413, code: 'PAYLOAD_TOO_LARGE', message: '' }];
      outbox.put('t1', { kind: 'reply', text: 'here', files: [file('a')] });
      await settle();
      expect(outbox.state.get().items).toMatchObject([{ refusal: 'PAYLOAD_TOO_LARGE' }]);
      expect(forgotten).toEqual([]);

      outbox.discard('id1');

      expect(forgotten).toEqual(['a']);
      expect(asked).toEqual([]);
    });
  });
});
