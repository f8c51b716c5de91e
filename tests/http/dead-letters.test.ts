import { beforeEach, describe, expect, it } from 'vitest';
import { consoleClient, startConsole, type ConsoleServer } from './console-server.ts';

describe('dead letters in the console API', () => {
  let server: ConsoleServer;
  beforeEach(async () => {
    server = await startConsole();
    await server.addAgent('An', 'admin');
    await server.addAgent('Bo');
    await server.log.open({ id: 'slack|c', channel: 'slack', customerId: 'U1', shopCustomerId: null, language: 'en' });
    await server.log.commit({
      conversationId: 'slack|c',
      expect: { fence: 0 },
      entries: [
        {
          id: 'letter-1',
          author: { kind: 'bot' },
          body: { kind: 'message', text: 'Within 24 hours.', attachments: [], quickReplies: [], article: null },
        },
      ],
    });
    const [letter] = await server.outbox.claimDue({ limit: 1, leaseMs: 1_000 });
    await server.outbox.bury(letter!, '403 MessageWritesBlocked');
    return () => server.dispose();
  });

  it('can be read by administrators', async () => {
    const an = await server.browserOf('an');

    expect((await an.get('/dead-letters')).body.deadLetters).toMatchObject([
      { id: 'letter-1', conversationId: 'slack|c', text: 'Within 24 hours.', attempts: 1, reason: '403 MessageWritesBlocked' },
    ]);
    expect((await consoleClient(server.url).get('/dead-letters')).status).toBe(401);
    expect((await (await server.browserOf('bo')).get('/dead-letters')).status).toBe(403);
  });

  it('are due again when an administrator says so, once', async () => {
    const an = await server.browserOf('an');

    expect((await an.post('/dead-letters/letter-1/send-again', {})).status).toBe(204);
    expect((await an.post('/dead-letters/letter-1/send-again', {})).status).toBe(404);

    expect((await an.get('/dead-letters')).body.deadLetters).toEqual([]);
    expect(await server.outbox.claimDue({ limit: 1, leaseMs: 1_000 })).toMatchObject([{ id: 'letter-1' }]);
  });

  it('are gone when an administrator drops them', async () => {
    const an = await server.browserOf('an');
    expect(await server.outbox.figures()).toMatchObject([{ channel: 'slack', due: 0, dead: 1 }]);

    expect((await an.post('/dead-letters/letter-1/drop', {})).status).toBe(204);
    expect((await an.post('/dead-letters/letter-1/drop', {})).status).toBe(404);

    expect((await an.get('/dead-letters')).body.deadLetters).toEqual([]);
    expect(await server.outbox.figures()).toEqual([]);
    expect(await server.outbox.claimDue({ limit: 1, leaseMs: 1_000 })).toEqual([]);
  });
});
