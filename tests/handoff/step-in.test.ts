import { beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../src/contract/agent.ts';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import { createHandoffDesk, type HandoffDesk } from '../../src/handoff/desk.ts';
import { createStepIn, type StepIn } from '../../src/handoff/step-in.ts';
import type { TicketQueue } from '../../src/handoff/ticket-queue.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlTicketQueue } from '../../src/storage/sql/ticket-queue.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';

const agent = (id: string): Agent => ({
  id,
  email: `${id}@x.example`,
  name: id,
  role: 'agent',
  isDisabled: false,
  createdAt: 0,
});

describe('an agent who steps in', () => {
  let log: ConversationLog;
  let queue: TicketQueue;
  let desk: HandoffDesk;
  let stepIn: StepIn;
  let ids = 0;

  beforeEach(async () => {
    ids = 0;
    const db = openSqlite(':memory:');
    await migrate(db);
    const deps = { now: () => 1_000, newId: () => `id${(ids += 1)}` };
    log = createSqlConversationLog({ db, ...deps });
    queue = createSqlTicketQueue({ db });
    desk = createHandoffDesk({ log, queue, ...deps });
    stepIn = createStepIn({ log, queue, desk, ...deps });
    await log.open({ id: 'c1', channel: 'direct-line', customerId: 'dl_1', shopCustomerId: null, language: 'en' });
    await log.accept({
      conversationId: 'c1',
      author: { kind: 'customer', id: 'dl_1' },
      clientId: 'm1',
      text: 'my kettle leaks',
      attachments: [],
      channelData: null,
    });
    return () => db.destroy();
  });

  it('has the conversation, with a ticket that says what it is about, and the customer is told', async () => {
    const taken = await stepIn('c1', agent('an'));

    expect(taken).toMatchObject({ kind: 'claimed', ticket: { reason: 'stepped-in', claimedBy: 'an', status: 'claimed' } });
    expect(taken.kind === 'claimed' && taken.ticket.summary).toContain('“my kettle leaks”');
    expect((await log.find('c1'))?.owner).toMatchObject({ kind: 'agent', agentId: 'an' });
    const entries = await log.read('c1', { after: 1, limit: 10, audience: 'customer' });
    expect(entries.map(({ body }) => body)).toEqual([{ kind: 'event', event: { name: 'agent-joined', agentName: 'an' } }]);
  });

  it('makes the turn stale that the bot is just deciding', async () => {
    const before = await log.find('c1');

    await stepIn('c1', agent('an'));
    const late = await log.commit({
      conversationId: 'c1',
      expect: { version: before?.version ?? -1 },
      entries: [{ id: 'late', author: { kind: 'bot' }, body: { kind: 'note', text: 'the bot over the agent' } }],
    });

    expect(late).toEqual({ kind: 'stale' });
  });

  it('is one of all who try at once', async () => {
    const agents = ['an', 'bo', 'cy', 'di'].map(agent);

    const results = await Promise.all(agents.map((one) => stepIn('c1', one)));

    const winners = results.filter(({ kind }) => kind === 'claimed');
    expect([winners.length, results.filter(({ kind }) => kind === 'taken').length]).toEqual([1, 3]);
    expect([await queue.count('waiting'), await queue.count('claimed')]).toEqual([0, 1]);
  });

  it('claims the ticket where the customer waits already, and gets nothing where a colleague is at it', async () => {
    await stepIn('c1', agent('an'));
    const again = await stepIn('c1', agent('an'));
    const ticketId = again.kind === 'claimed' ? again.ticket.id : '';

    expect(await stepIn('c1', agent('bo'))).toEqual({ kind: 'taken', by: 'an' });
    await desk.transfer(ticketId, agent('an'), null);
    expect(await stepIn('c1', agent('bo'))).toMatchObject({ kind: 'claimed', ticket: { id: ticketId, claimedBy: 'bo' } });
  });

  it('can step in again after the conversation went back to the bot', async () => {
    const first = await stepIn('c1', agent('an'));
    await desk.returnToBot(first.kind === 'claimed' ? first.ticket.id : '', agent('an'));

    const second = await stepIn('c1', agent('bo'));

    expect(second).toMatchObject({ kind: 'claimed', ticket: { claimedBy: 'bo' } });
  });

  it('is told of a conversation that does not exist', async () => {
    await expect(stepIn('c9', agent('an'))).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
  });
});
