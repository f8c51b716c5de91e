import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../src/contract/conversation.ts';
import type { Api } from '../../src/web/console/api.ts';
import { createTicketModel } from '../../src/web/console/ticket-model.ts';

const entry = (sequence: number, body: LogEntry['body']): LogEntry => ({
  conversationId: 'c1',
  sequence,
  id: `e${sequence}`,
  at: sequence,
  author: { kind: 'customer', id: 'mei' },
  body,
  clientId: null,
  channelData: null,
  turnId: null,
});
const message = (text: string): LogEntry['body'] => ({
  kind: 'message',
  text,
  attachments: [],
  quickReplies: [],
  article: null,
});

describe('the ticket on the screen', () => {
  it('shows an old message as its author has changed or deleted it since', async () => {
    let log: readonly LogEntry[] = [entry(1, message('secret')), entry(2, message('old')), entry(3, message('last'))];
    const api = {
      get: (path: string) => {
        const [, after] = /entries\?after=(\d+)/.exec(path) ?? [];
        const entries = log.filter(({ sequence }) => sequence > Number(after ?? 0));
        const body = path.endsWith('/suggestions')
          ? { suggestions: [] }
          : { ticket: { id: 't1', status: 'waiting' }, conversation: { id: 'c1' }, entries, turns: [] };
        return Promise.resolve({ kind: 'ok', body });
      },
    } as unknown as Api;
    const model = createTicketModel({ api });
    const shown = () =>
      (model.state.get().detail?.entries ?? []).map(({ body }) => (body.kind === 'message' ? body.text : body.kind));
    model.open('t1');
    await expect.poll(shown).toEqual(['secret', 'old', 'last']);

    log = [
      entry(1, { kind: 'deleted' }),
      entry(2, message('new')),
      entry(3, message('last')),
      entry(4, { kind: 'event', event: { name: 'message-deleted', sequence: 1 } }),
      entry(5, { kind: 'event', event: { name: 'message-edited', sequence: 2 } }),
    ];
    model.hear({ kind: 'log', conversationId: 'c1', sequence: 5 });

    await expect.poll(shown).toEqual(['deleted', 'new', 'last', 'event', 'event']);
    model.dispose();
  });
});
