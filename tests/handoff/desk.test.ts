import { beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../src/contract/agent.ts';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import { createHandoffDesk, type HandoffDesk } from '../../src/handoff/desk.ts';
import type { TicketQueue } from '../../src/handoff/ticket-queue.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlTicketQueue } from '../../src/storage/sql/ticket-queue.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';

const agent = (id: string): Agent => ({
  id,
  email: `${id}@x.example`,
  name: id.toUpperCase(),
  role: 'agent',
  isDisabled: false,
  createdAt: 0,
});
const [an, bo] = [agent('an'), agent('bo')];

describe('the handoff desk', () => {
  let log: ConversationLog;
  let queue: TicketQueue;
  let desk: HandoffDesk;
  let clock = 1_000;
  let ids = 0;

  beforeEach(async () => {
    clock = 1_000;
    ids = 0;
    const db = openSqlite(':memory:');
    await migrate(db);
    const deps = { now: () => clock, newId: () => `id${(ids += 1)}` };
    log = createSqlConversationLog({ db, ...deps });
    queue = createSqlTicketQueue({ db });
    desk = createHandoffDesk({ log, queue, ...deps });
    return () => db.destroy();
  });

  async function handOver(n: number, priority = 10): Promise<string> {
    const id = `c${n}`;
    await log.open({ id, channel: 'direct-line', customerId: `dl_${n}`, shopCustomerId: null, language: 'en' });
    await log.commit({
      conversationId: id,
      expect: { version: 0 },
      entries: [],
      owner: { kind: 'queue', ticketId: `t${n}` },
      ticket: {
        kind: 'open',
        ticket: { id: `t${n}`, reason: 'asked-for-human', priority, language: 'en', summary: '', entities: [], churn: null },
      },
    });
    return `t${n}`;
  }
  const events = async (conversationId: string): Promise<readonly string[]> =>
    (await log.read(conversationId, { after: 0, limit: 100, audience: 'agent' })).map(({ body }) =>
      body.kind === 'event' ? body.event.name : body.kind,
    );

  it('never gives one ticket to two agents', async () => {
    for (let n = 0; n < 10; n += 1) await handOver(n);

    const claims = await Promise.all(Array.from({ length: 30 }, (_, n) => desk.claimNext(agent(`a${n}`))));

    const claimed = claims.flatMap((ticket) => (ticket ? [ticket.id] : []));
    expect(claimed).toHaveLength(10);
    expect(new Set(claimed).size).toBe(10);
  });

  it('tells the second agent who was faster', async () => {
    await handOver(1);

    const first = await desk.claim('t1', an);
    const second = await desk.claim('t1', bo);
    const again = await desk.claim('t1', an);

    expect(first).toMatchObject({ kind: 'claimed', ticket: { status: 'claimed', claimedBy: 'an' } });
    expect(second).toEqual({ kind: 'taken', by: 'an' });
    expect(again.kind).toBe('claimed');
    expect(await events('c1')).toEqual(['agent-joined']);
  });

  it('delivers a reply once, however often the console sends it', async () => {
    await handOver(1);
    await desk.claim('t1', an);
    const send = () => desk.reply({ ticketId: 't1', agent: an, clientId: 'r1', text: 'Hello' });

    const results = await Promise.all([send(), send(), send()]);

    expect(results.map(({ kind }) => kind).sort()).toEqual(['duplicate', 'duplicate', 'written']);
    expect((await events('c1')).filter((name) => name === 'message')).toHaveLength(1);
  });

  it('refuses a reply of somebody who does not hold the conversation, and writes nothing', async () => {
    await handOver(1);
    await desk.claim('t1', an);

    expect(await desk.reply({ ticketId: 't1', agent: bo, clientId: 'r1', text: 'Hi' })).toEqual({ kind: 'not-yours' });

    expect(await events('c1')).toEqual(['agent-joined']);
  });

  it('recognises a reply that was written before the ticket was closed', async () => {
    await handOver(1);
    await desk.claim('t1', an);
    await desk.reply({ ticketId: 't1', agent: an, clientId: 'r1', text: 'Done' });
    await desk.close('t1', an);

    expect((await desk.reply({ ticketId: 't1', agent: an, clientId: 'r1', text: 'Done' })).kind).toBe('duplicate');
    expect(await desk.reply({ ticketId: 't1', agent: an, clientId: 'r2', text: 'More' })).toEqual({ kind: 'not-yours' });
  });

  it('gives the conversation back to the bot, which starts afresh', async () => {
    await handOver(1);
    await desk.claim('t1', an);

    const moved = await desk.returnToBot('t1', an);

    expect(moved).toMatchObject({ kind: 'done', ticket: { status: 'closed', outcome: 'returned-to-bot' } });
    expect(await log.find('c1')).toMatchObject({ owner: { kind: 'bot' }, state: { awaiting: null, misses: 0 } });
  });

  it('transfers to another agent and back to the queue', async () => {
    await handOver(1);
    await desk.claim('t1', an);

    await desk.transfer('t1', an, bo);
    expect((await log.find('c1'))?.owner).toEqual({ kind: 'agent', ticketId: 't1', agentId: 'bo' });
    expect(await desk.transfer('t1', an, null)).toEqual({ kind: 'not-yours' });
    await desk.transfer('t1', bo, null);

    expect(await queue.list({ status: 'waiting', limit: 5 })).toMatchObject([{ id: 't1', claimedBy: null }]);
  });

  it('keeps notes from the customer', async () => {
    await handOver(1);
    await desk.note({ ticketId: 't1', agent: bo, clientId: 'n1', text: 'VIP' });

    expect(await log.read('c1', { after: 0, limit: 10, audience: 'customer' })).toEqual([]);
    expect(await events('c1')).toEqual(['note']);
  });

  it('lets the customer leave the queue, and an agent who claims at that moment finds it closed', async () => {
    await handOver(1);

    await desk.leaveQueue('c1');
    await desk.leaveQueue('c1');

    expect(await desk.claim('t1', an)).toEqual({ kind: 'closed' });
    expect(await events('c1')).toEqual(['queue-left']);
  });

  it('gives the conversations of silent agents back to the queue, once', async () => {
    await handOver(1);
    await handOver(2);
    await desk.claim('t1', an);
    clock = 5_000;
    await desk.claim('t2', bo);

    expect(await desk.releaseIdle(2_000)).toBe(1);
    expect(await desk.releaseIdle(2_000)).toBe(0);

    expect((await queue.find('t1'))?.status).toBe('waiting');
    expect((await queue.find('t2'))?.status).toBe('claimed');
    expect(await events('c1')).toEqual(['agent-joined', 'agent-timed-out']);
  });

  describe('a message that is unanswered when the agent closes', () => {
    const say = (clientId: string) =>
      log.accept({
        conversationId: 'c1',
        clientId,
        text: 'Thank you!',
        author: { kind: 'customer', id: 'dl_1' },
        attachments: [],
        channelData: null,
      });
    const unanswered = async () => (await log.unhandled('c1')).map(({ clientId }) => clientId);
    beforeEach(async () => {
      await handOver(1);
      await desk.claim('t1', an);
    });

    it('needs no turn of the bot when the agent had seen it', async () => {
      await say('thanks');

      await desk.close('t1', an);

      expect(await unanswered()).toEqual([]);
      expect(await log.pending(10)).toEqual([]);
    });

    it('is the bot’s when it was not on the agent’s screen', async () => {
      const { entry } = await say('thanks');
      await say('question');

      await desk.close('t1', an, entry.sequence);

      expect(await unanswered()).toEqual(['question']);
      expect(await log.pending(10)).toEqual(['c1']);
    });

    it('is the bot’s when it came after', async () => {
      await desk.close('t1', an);

      await say('question');

      expect(await unanswered()).toEqual(['question']);
    });

    it('is the bot’s when the agent gave the conversation back to it', async () => {
      await say('question');

      await desk.returnToBot('t1', an);

      expect(await unanswered()).toEqual(['question']);
    });
  });

  it('takes one rating a ticket, from its own conversation only', async () => {
    await handOver(1);
    await handOver(2);
    await desk.claim('t1', an);
    await desk.close('t1', an);

    const first = await desk.rate('c1', { ticketId: 't1', score: 5, comment: 'kind' });
    const second = await desk.rate('c1', { ticketId: 't1', score: 1, comment: null });

    expect([first.kind, second.kind]).toEqual(['rated', 'rated-before']);
    expect((await queue.find('t1'))?.rating).toEqual({ score: 5, comment: 'kind' });
    await expect(desk.rate('c2', { ticketId: 't1', score: 5, comment: null })).rejects.toMatchObject({
      code: 'TICKET_NOT_FOUND',
    });
    await expect(desk.rate('c1', { ticketId: 't1', score: 7, comment: null })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
