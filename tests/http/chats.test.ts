import { beforeEach, describe, expect, it } from 'vitest';
import { startConsole, type ConsoleServer } from './console-server.ts';

describe('conversations that agents find', () => {
  let server: ConsoleServer;
  beforeEach(async () => {
    server = await startConsole();
    await server.addAgent('An');
    return () => server.dispose();
  });

  /** A chat with the bot alone. */
  async function chat(id: string, text: string, shopCustomerId: string | null = null): Promise<void> {
    const author = { kind: 'customer', id: `dl_${id}` } as const;
    await server.log.open({ id, channel: 'direct-line', customerId: author.id, shopCustomerId, language: 'en' });
    await server.log.accept({ conversationId: id, author, clientId: 'm1', text, attachments: [], channelData: null });
  }
  const found = (body: { readonly chats: readonly { readonly conversationId: string }[] }) =>
    body.chats.map(({ conversationId }) => conversationId);

  it('are those of the bot, too, by words, and the latest where nothing is asked for', async () => {
    await chat('c1', 'do you rent tents');
    await server.handOver('c2', { text: 'my tent leaks' });
    await chat('c3', 'hello');
    const an = await server.browserOf('an');

    expect(found((await an.get('/chats?text=TENT')).body).sort()).toEqual(['c1', 'c2']);
    expect((await an.get(`/chats?text=${encodeURIComponent('Tent，LEAKS')}`)).body).toMatchObject({
      words: ['tent', 'leaks'],
      chats: [{ conversationId: 'c2' }],
    });
    expect(found((await an.get('/chats')).body).sort()).toEqual(['c1', 'c2', 'c3']);
    expect((await an.get('/chats?text=tent%20leaks')).body.chats).toMatchObject([
      { conversationId: 'c2', ticketId: 'ticket-c2' },
    ]);
  });

  it('are those of a customer by number, first and once', async () => {
    await chat('c1', 'where is my parcel', 'K1001');
    await chat('c2', 'I am customer K1001', 'K1001');
    await chat('c3', 'is K1001 a product?');
    const an = await server.browserOf('an');

    const ids = found((await an.get('/chats?text=K1001')).body);

    expect(ids.slice(0, 2).sort()).toEqual(['c1', 'c2']);
    expect(ids.slice(2)).toEqual(['c3']);
  });

  it('are read with their entries, and with their files', async () => {
    await chat('c1', 'look at this');
    const file = { id: 'f1', name: 'lid.png', contentType: 'image/png', sizeBytes: 3 };
    await server.attachments.save({ attachment: file, conversationId: 'c1', bytes: Buffer.from('png') });
    const an = await server.browserOf('an');

    const read = await an.get('/chats/c1');
    const later = await an.get('/chats/c1/entries?after=1');
    const picture = await an.get('/chats/c1/attachments/f1').catch((error: unknown) => error);
    const ofAnother = await an.get('/chats/c1/attachments/f2');

    expect(read.body).toMatchObject({
      conversation: { id: 'c1' },
      entries: [{ body: { text: 'look at this' } }],
      customer: null,
    });
    expect(later.body).toEqual({ entries: [], turns: [] });
    expect(picture).toBeInstanceOf(SyntaxError); // it is no JSON but the file
    expect([ofAnother.status, ofAnother.body.error.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('are taken over by one agent', async () => {
    await chat('c1', 'my kettle leaks');
    await server.addAgent('Bo');
    const [an, bo] = [await server.browserOf('an'), await server.browserOf('bo')];

    const taken = await an.post('/chats/c1/step-in');
    const late = await bo.post('/chats/c1/step-in');

    expect(taken.body.ticket).toMatchObject({ status: 'claimed', claimedBy: 'an', reason: 'stepped-in' });
    expect([late.status, late.body.error.message]).toEqual([409, 'An has this conversation already']);
  });

  it('are nobody’s who is not signed in, and not there where there are none', async () => {
    await chat('c1', 'hello');
    const an = await server.browserOf('an');

    const stranger = await fetch(`${server.url}/api/console/chats`);
    const missing = await an.get('/chats/c9');
    const wrong = await an.get('/chats?before=yesterday');

    expect(stranger.status).toBe(401);
    expect([missing.status, missing.body.error.code]).toEqual([404, 'CONVERSATION_NOT_FOUND']);
    expect([wrong.status, wrong.body.error.message]).toEqual([400, expect.stringContaining('query.before')]);
  });
});
