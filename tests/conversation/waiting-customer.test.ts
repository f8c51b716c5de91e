import { describe, expect, it } from 'vitest';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import type { Agent } from '../../src/contract/agent.ts';
import { createHandoffDesk, type HandoffDesk } from '../../src/handoff/desk.ts';
import { createTestConversation } from './turn-fakes.ts';

const AN: Agent = { id: 'an', email: 'an@x.example', name: 'An', role: 'agent', isDisabled: false, createdAt: 0 };
/** Tuesday, two in the morning in Shanghai: the shop of these tests has agents on Mondays from 09:00. */
const NIGHT = Date.parse('2026-11-23T18:00:00Z');

/** A conversation that was handed over in the night. */
async function createWaiting() {
  const kit = await createTestConversation({ now: () => NIGHT });
  const desk = createHandoffDesk({ log: kit.log, queue: kit.queue, now: () => NIGHT, newId: kit.deps.newId });
  const tell = async (text: string): Promise<readonly string[]> => {
    const before = (await kit.spoken()).length;
    await kit.say(text);
    await kit.answered();
    return (await kit.spoken()).slice(before + 1);
  };
  await tell('a person please');
  const ticket = await kit.queue.openOf('c1');
  const owner = async (): Promise<string | undefined> => (await kit.log.find('c1'))?.owner.kind;
  const events = async (): Promise<readonly string[]> =>
    (await kit.log.read('c1', { after: 0, limit: 100, audience: 'agent' })).flatMap(({ body }) =>
      body.kind === 'event' ? [body.event.name] : [],
    );
  return { ...kit, desk, tell, owner, events, ticketId: ticket?.id ?? '' };
}

describe('a customer who waits for a person', () => {
  it('gets what is certain, and keeps the place in the queue', async () => {
    const { tell, owner, queue, ticketId } = await createWaiting();

    expect(await tell('shipping costs?')).toEqual(['bot: All about shipping-costs.']);

    expect(await owner()).toBe('queue');
    expect((await queue.find(ticketId))?.status).toBe('waiting');
  });

  it('is told once that the rest is kept, and when somebody is there', async () => {
    const { tell, owner } = await createWaiting();

    expect(await tell('hello')).toEqual([]);
    expect(await tell('it smells odd')).toEqual([
      'bot: I’ve kept this for my colleagues; they are back 30 Nov, 09:00 and will answer here.',
    ]);
    expect(await tell('it still smells odd')).toEqual([]);
    expect(await tell('shipping costs?')).toEqual(['bot: All about shipping-costs.']);
    expect(await tell('it smells odd, I say')).toEqual([]);

    expect(await owner()).toBe('queue');
  });

  it('is told again when another ticket waits', async () => {
    const { tell } = await createWaiting();
    await tell('it smells odd');
    await tell('never mind');
    await tell('a person please');

    expect(await tell('it smells odd')).toHaveLength(1);
  });

  it('acts on nothing', async () => {
    const { tell, shop } = await createWaiting();
    const acts: unknown[] = [];
    shop.act = (...args) => {
      acts.push(args);
      return Promise.resolve({ kind: 'refused', why: 'other' });
    };

    await tell('cancel LL2611200042');
    expect(await tell('yes')).toEqual([]);

    expect(acts).toEqual([]);
  });

  it('leaves in words as with the button', async () => {
    const inWords = await createWaiting();
    const byButton = await createWaiting();

    expect(await inWords.tell('算了')).toEqual(['bot: 好的，已为您取消转人工。请问有什么可以帮您？']);
    await byButton.desk.leaveQueue('c1');

    for (const { owner, queue, ticketId, events, desk } of [inWords, byButton]) {
      expect(await owner()).toBe('bot');
      expect(await queue.find(ticketId)).toMatchObject({ status: 'closed', outcome: 'customer-left', closedAt: NIGHT });
      expect(await events()).toEqual(['handed-over', 'queue-left']);
      expect(await desk.claim(ticketId, AN)).toEqual({ kind: 'closed' });
    }
    expect(await inWords.tell('hello')).toEqual(['bot: 您好！']);
  });

  it.each(['shipping costs?', 'it smells odd', 'never mind'])('gets no word of the bot after a claim: %s', async (text) => {
    const { desk, ticketId, tell, owner } = await createWaiting();
    await desk.claim(ticketId, AN);

    expect(await tell(text)).toEqual([]);
    expect(await owner()).toBe('agent');
  });

  it.each(['shipping costs?', 'it smells odd', 'never mind'])(
    'gets no word of the bot when the claim comes while it thinks: %s',
    async (text) => {
      const { log, desk, ticketId, runner, spoken, answered, owner, events } = await createWaiting();
      const turns = runner(claimingFirst(log, desk, ticketId));
      await log.accept({
        conversationId: 'c1',
        clientId: 'late',
        text,
        author: { kind: 'customer', id: 'dl_mei' },
        attachments: [],
        channelData: null,
      });

      await turns.sweep();
      await answered();

      expect((await spoken()).at(-1)).toBe(`customer: ${text}`);
      expect(await owner()).toBe('agent');
      expect(await events()).toEqual(['handed-over', 'agent-joined']);
    },
  );
});

/** The log of a bot whose first commit comes a moment after an agent’s claim. */
function claimingFirst(log: ConversationLog, desk: HandoffDesk, ticketId: string): ConversationLog {
  return {
    ...log,
    async commit(commit) {
      await desk.claim(ticketId, AN);
      return await log.commit(commit);
    },
  };
}
