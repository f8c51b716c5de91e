import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attendantOf, ticketToRate, unreadOf } from '../../src/web/widget/thread.ts';
import { startTestServer, type TestServer } from '../channel/test-server.ts';
import { createBrowserMemory, openWidget } from './widget-kit.ts';

const AGENT = { id: 'a1', name: 'Xiaoyu', email: 'x@shop.example', role: 'agent' } as never;
const WELCOME = 'Hello, I am the assistant.';
const QUESTION = 'what is the shipping cost?';
const ANSWER = 'All about shipping-costs.';

/** Long enough for a machine that has much else to do. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

describe('the chat of the widget, over the real Direct Line server', () => {
  let server: TestServer;
  const open: ReturnType<typeof openWidget>[] = [];
  const widget = (...rest: Parameters<typeof openWidget> extends [string, ...infer Rest] ? Rest : never) => {
    const one = openWidget(server.url, ...rest);
    open.push(one);
    return one;
  };
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(async () => {
    open.splice(0).forEach((one) => one.dispose());
    await server.dispose();
  });

  it('greets, takes a question and shows the answer, each once and in order', async () => {
    const { chat, lines } = widget();

    chat.open();
    await until(() => expect(lines()).toEqual([WELCOME]));
    chat.send(QUESTION);

    await until(() => expect(lines()).toEqual([WELCOME, QUESTION, ANSWER]));
    expect(chat.state().connection).toBe('online');
  });

  it('opens no conversation until somebody opens the chat', () => {
    const { chat, network } = widget();

    chat.resume();

    expect(network.requests).toEqual([]);
  });

  it('keeps what is written before there is a connection, and sends it in order', async () => {
    const { chat, lines, network, pass } = widget();
    network.blocked = /token/;
    chat.open();
    chat.send('hello');
    chat.send(QUESTION);
    await until(() => expect(network.requests).toHaveLength(1));
    expect(lines()).toEqual(['hello (waiting)', `${QUESTION} (waiting)`]);

    network.blocked = null;
    await until(() => {
      pass(30_000);
      expect(lines().filter((line) => line === 'hello' || line === QUESTION)).toEqual(['hello', QUESTION]);
    });
  });

  it('comes back after a lost socket and shows what it missed, nothing twice', async () => {
    const { chat, lines, sockets, pass } = widget();
    chat.open();
    chat.send(QUESTION);
    await until(() => expect(lines()).toEqual([WELCOME, QUESTION, ANSWER]));

    sockets[0]!.terminate();
    await until(() => expect(chat.state().connection).toBe('reconnecting'));
    const conversationId = conversationOf(chat);
    const conversation = (await server.log.find(conversationId))!;
    await server.log.commit({
      conversationId,
      expect: { fence: conversation.fence },
      entries: [
        {
          id: 'missed',
          author: { kind: 'bot' },
          body: { kind: 'message', text: 'While you were away', attachments: [], quickReplies: [], article: null },
        },
      ],
    });
    pass(1_000);

    await until(() => expect(lines()).toEqual([WELCOME, QUESTION, ANSWER, 'While you were away']));
    expect(chat.state().connection).toBe('online');
  });

  it('waits longer from failure to failure, and at once when the network is back', async () => {
    const { chat, sockets, network, pass } = widget();
    chat.open();
    await until(() => expect(chat.state().connection).toBe('online'));

    network.blocked = /conversations/;
    sockets[0]!.terminate();
    await until(() => expect(chat.state().connection).toBe('reconnecting'));
    const tries = () => network.requests.filter((request) => request.includes('watermark=')).length;
    pass(400);
    await until(() => expect(tries()).toBe(1));
    pass(400);
    expect(tries()).toBe(1);
    network.blocked = null;
    await until(() => {
      chat.wake();
      expect(chat.state().connection).toBe('online');
    });
  });

  it('polls where the network lets no sockets through', async () => {
    const { chat, lines, network, pass } = widget();
    network.areSocketsBlocked = true;
    chat.open();
    await until(() => {
      pass(1_000);
      expect(chat.state().connection).toBe('online');
    });

    chat.send(QUESTION);

    await until(() => {
      pass(3_000);
      expect(lines()).toEqual([WELCOME, QUESTION, ANSWER]);
    });
  });

  it('sends again under the same id when the answer to a message was lost: the server has it once', async () => {
    const { chat, lines, network, sockets, pass } = widget();
    chat.open();
    await until(() => expect(lines()).toEqual([WELCOME]));
    network.deaf = /POST .*activities/;
    sockets[0]!.pause();

    chat.send(QUESTION);
    await until(() => expect(lines()).toEqual([WELCOME, `${QUESTION} (waiting)`]));
    network.deaf = null;
    pass(1_000);
    await until(() => expect(lines()).toEqual([WELCOME, `${QUESTION} (sent)`]));
    sockets[0]!.resume();

    await until(() => expect(lines()).toEqual([WELCOME, QUESTION, ANSWER]));
    expect(network.requests.filter((request) => /POST .*activities/.test(request)).length).toBeGreaterThan(1);
  });

  it('takes the echo for an answer when the request never got one', async () => {
    const { chat, lines, network } = widget();
    chat.open();
    await until(() => expect(lines()).toEqual([WELCOME]));
    network.deaf = /POST .*activities/;

    chat.send(QUESTION);

    await until(() => expect(lines()).toEqual([WELCOME, QUESTION, ANSWER]));
  });

  it('says that a message was not sent after several tries, and sends it when the customer asks', async () => {
    const { chat, lines, network, pass } = widget();
    chat.open();
    await until(() => expect(lines()).toEqual([WELCOME]));
    network.blocked = /POST .*activities/;
    chat.send(QUESTION);
    await until(() => {
      pass(10_000);
      expect(lines()).toEqual([WELCOME, `${QUESTION} (failed)`]);
    });
    const [message] = chat.state().thread.outgoing;

    network.blocked = null;
    chat.retry(message!.clientId);

    await until(() => expect(lines()).toEqual([WELCOME, QUESTION, ANSWER]));
  });

  it('does not hold up the next message behind one that is refused', async () => {
    const { chat, lines } = widget();
    chat.open();
    await until(() => expect(lines()).toEqual([WELCOME]));
    const tooLong = 'x'.repeat(10_001);

    chat.send(tooLong);
    chat.send(QUESTION);

    await until(() => expect(lines()).toEqual([WELCOME, QUESTION, ANSWER, `${tooLong} (failed)`]));
    expect(chat.state().thread.outgoing[0]!.reason).toBe('too-large');
  });

  it('gets another token when the old one has expired', async () => {
    const { chat, lines } = widget();
    chat.open();
    await until(() => expect(lines()).toEqual([WELCOME]));

    server.advance(31 * 60_000);
    chat.send(QUESTION);

    await until(() => expect(lines()).toEqual([WELCOME, QUESTION, ANSWER]));
  });

  it('shows the conversation again on return and in another tab, and what is unread', async () => {
    const browser = createBrowserMemory();
    const first = widget(browser.tab());
    first.chat.open();
    await until(() => expect(first.lines()).toEqual([WELCOME]));
    const second = widget(browser.tab());
    second.chat.resume();
    await until(() => expect(second.lines()).toEqual([WELCOME]));

    first.chat.send(QUESTION);

    await until(() => expect(second.lines()).toEqual([WELCOME, QUESTION, ANSWER]));
    const { thread, readUpTo } = second.chat.state();
    expect(unreadOf(thread, readUpTo)).toBe(1);
    second.chat.open();
    expect(second.chat.state().newAfter).toBe(1);
    expect(second.chat.state().readUpTo).toBe(3);
  });

  it('sends after a reload what was not sent before it', async () => {
    const store = createBrowserMemory().tab();
    const before = widget(store);
    before.network.blocked = /./;
    before.chat.open();
    before.chat.send(QUESTION);

    const after = widget(store);
    after.chat.resume();
    expect(after.lines()).toEqual([`${QUESTION} (waiting)`]);
    after.chat.open();

    await until(() => expect(after.lines().slice(-2)).toEqual([QUESTION, ANSWER]));
  });

  it('follows the conversation to a person and back, and asks for a rating once', async () => {
    const { chat, lines } = widget();
    const attendant = () => attendantOf(chat.state().thread);
    chat.open();
    await until(() => expect(lines()).toEqual([WELCOME]));

    chat.talkToPerson();
    await until(() => expect(attendant()).toEqual({ kind: 'queue' }));
    const ticket = (await server.desk.claimNext(AGENT))!;
    await until(() => expect(attendant()).toEqual({ kind: 'agent', name: 'Xiaoyu' }));
    await server.desk.close(ticket.id, AGENT);
    await until(() => expect(ticketToRate(chat.state().thread)?.ticketId).toBe(ticket.id));
    expect(await chat.rate(ticket.id, 5, ' Quick! ')).toBe(true);

    await until(() => expect(ticketToRate(chat.state().thread)).toBeNull());
    expect(lines().slice(-2)).toEqual(['[ticket-closed]', '[rated]']);
    expect(attendant()).toEqual({ kind: 'bot' });
  });

  it('lets the customer leave the queue', async () => {
    const { chat, lines } = widget();
    chat.open();
    chat.talkToPerson();
    await until(() => expect(lines()).toContain('[handed-over]'));

    expect(await chat.leaveQueue()).toBe(true);

    await until(() => expect(attendantOf(chat.state().thread)).toEqual({ kind: 'bot' }));
  });

  it('shows nobody the conversation of a customer who has signed out', async () => {
    const { chat, lines } = widget();
    chat.open();
    chat.identify(await server.identities.sign('CU1001', 600));
    await until(() => expect(lines()).toEqual([WELCOME]));
    chat.send(QUESTION);
    await until(() => expect(lines()).toEqual([WELCOME, QUESTION, ANSWER]));

    chat.identify(null);
    await until(() => expect(lines()).toEqual([WELCOME]));

    chat.identify(await server.identities.sign('CU1001', 600));
    await until(() => expect(lines()).toEqual([WELCOME, QUESTION, ANSWER]));
  });
});

function conversationOf(chat: ReturnType<typeof openWidget>['chat']): string {
  const [first] = chat.state().thread.received;
  return first!.id.split('|')[0]!;
}
