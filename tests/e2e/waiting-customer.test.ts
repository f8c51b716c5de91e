import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogEntry } from '../../src/contract/conversation.ts';
import { consoleClient } from '../http/console-server.ts';
import { visit, type Visitor } from '../replicas/support/visitor.ts';
import { startKefu, type RunningKefu } from './support/start-kefu.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const START_MS = 240_000;
const DAY_MS = 86_400_000;
const [EMAIL, PASSWORD] = ['admin@shop.example', 'a long enough password'];

describe('a customer who waits while nobody is there', () => {
  const intents = mkdtempSync(join(tmpdir(), 'kefu-closed-'));
  let kefu: RunningKefu;

  beforeAll(async () => {
    cpSync(join(ROOT, 'intents'), intents, { recursive: true });
    const shop = join(intents, 'shop.yaml');
    // Whatever the time is in the shop's zone, today is among these.
    const holidays = [-1, 0, 1].map((days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10));
    writeFileSync(
      shop,
      readFileSync(shop, 'utf8').replace('holidays: []', `holidays: [${holidays.map((day) => `'${day}'`).join(', ')}]`),
    );
    kefu = await startKefu({ KEFU_INTENTS_DIR: intents, KEFU_ADMIN_EMAIL: EMAIL, KEFU_ADMIN_PASSWORD: PASSWORD });
  }, START_MS);
  afterAll(async () => {
    await kefu?.stop();
    rmSync(intents, { recursive: true, force: true });
  });

  let said = 0;
  const say = (visitor: Visitor, text: string): Promise<number> => visitor.say(kefu.url, text, `m${(said += 1)}`);
  const lastAnswer = (visitor: Visitor) => async (): Promise<string | undefined> => (await visitor.answers(kefu.url)).at(-1);
  const answerCount = async (visitor: Visitor): Promise<number> => (await visitor.answers(kefu.url)).length;

  async function handedOver(): Promise<Visitor> {
    const visitor = await visit(kefu.url);
    await say(visitor, 'I want to talk to a person');
    await expect.poll(lastAnswer(visitor)).toMatch(/queue/);
    return visitor;
  }

  it('is answered, told once that the rest is kept, and leaves in words; the console sees it all', async () => {
    const agent = consoleClient(kefu.url);
    await agent.signIn(EMAIL, PASSWORD);
    const heard = await announcementsFor(agent.cookie());
    const visitor = await handedOver();
    const { body: waiting } = await agent.get('/tickets?status=waiting');
    const ticketId = waiting.tickets.find(({ conversationId }: Visitor) => conversationId === visitor.conversationId)
      .id as string;
    const shown = async (): Promise<readonly LogEntry[]> =>
      (await agent.get(`/tickets/${ticketId}/entries?after=0`)).body.entries;

    await say(visitor, 'when do you open?');
    await expect.poll(lastAnswer(visitor)).toContain('9:00 to 22:00');
    await say(visitor, 'my thing makes a funny noise at night');
    await expect.poll(lastAnswer(visitor)).toContain('I’ve kept this for my colleagues');
    await say(visitor, 'it still makes that funny noise');
    await say(visitor, 'how much is shipping?');
    await expect.poll(lastAnswer(visitor)).toContain('Standard delivery');

    const before = await visitor.answers(kefu.url);
    expect(before.filter((text) => text.includes('kept this'))).toHaveLength(1);
    expect((await agent.get(`/tickets/${ticketId}`)).body.ticket.status).toBe('waiting');
    const last = (await shown()).at(-1);
    expect(last).toMatchObject({ author: { kind: 'bot' }, body: { text: before.at(-1) } });
    await expect.poll(heard).toContainEqual({ kind: 'log', conversationId: visitor.conversationId, sequence: last?.sequence });

    await say(visitor, 'ok then back to the bot please');
    await expect.poll(lastAnswer(visitor)).toContain('out of the queue');
    expect((await agent.get(`/tickets/${ticketId}`)).body.ticket).toMatchObject({ status: 'closed', outcome: 'customer-left' });
    await say(visitor, 'hello');
    await expect.poll(lastAnswer(visitor)).toMatch(/^Hello|^Hi/);
    await heard.close();
  });

  it('hears nothing more of the bot once somebody has come', async () => {
    const agent = consoleClient(kefu.url);
    await agent.signIn(EMAIL, PASSWORD);
    const visitor = await handedOver();
    const { body: waiting } = await agent.get('/tickets?status=waiting');
    const ticket = waiting.tickets.find(({ conversationId }: Visitor) => conversationId === visitor.conversationId);
    expect((await agent.post(`/tickets/${ticket.id}/claim`)).status).toBe(200);
    const before = await answerCount(visitor);

    const other = await visit(kefu.url);
    for (const text of ['when do you open?', 'my thing makes a funny noise at night', '算了', 'back to the bot']) {
      await say(visitor, text);
      // By the answer to another customer, who wrote later, this message has had its turn.
      const answered = await answerCount(other);
      await say(other, 'how much is shipping?');
      await expect.poll(() => answerCount(other)).toBeGreaterThan(answered);
    }

    const { body } = await agent.get(`/tickets/${ticket.id}`);
    expect(body.ticket.status).toBe('claimed');
    expect(await answerCount(visitor)).toBe(before);
  });

  /** What the console's stream told since; the console reads from the API then. */
  async function announcementsFor(cookie: string) {
    const stop = new AbortController();
    const response = await fetch(`${kefu.url}/api/console/stream`, {
      headers: { cookie, 'x-kefu': 'console' },
      signal: stop.signal,
    });
    let text = '';
    const reading = response.body
      ?.pipeThrough(new TextDecoderStream())
      .pipeTo(new WritableStream({ write: (chunk) => void (text += chunk) }))
      .catch(() => undefined);
    const heard = (): readonly unknown[] =>
      text.split('\n').flatMap((line) => (line.startsWith('data: ') && line.endsWith('}') ? [JSON.parse(line.slice(6))] : []));
    return Object.assign(heard, {
      close: async (): Promise<void> => {
        stop.abort();
        await reading;
      },
    });
  }
});
