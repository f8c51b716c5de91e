import { TestAdapter, type Activity, type TurnContext } from 'botbuilder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.dispose());

async function spoken(conversationId: string): Promise<readonly string[]> {
  const entries = await server.log.read(conversationId, { after: 0, limit: 50, audience: 'customer' });
  return entries.flatMap(({ author, body }) => (body.kind === 'message' ? [`${author.kind}: ${body.text}`] : []));
}

describe('the bot on a channel that is not ours', () => {
  const inTeams = (activity: Partial<Activity>): Partial<Activity> => ({
    channelId: 'msteams',
    conversation: { id: 'teams-1' } as Activity['conversation'],
    from: { id: '29:mei', name: 'Mei' },
    recipient: { id: '28:kefu', name: 'Kefu' },
    locale: 'zh-CN',
    ...activity,
  });
  const deliver = async (activity: Partial<Activity>): Promise<void> => {
    const adapter = new TestAdapter((context) => server.bot.run(context));
    await adapter.processActivity(inTeams(activity));
  };

  it('opens the conversation with the first message, and gives it a turn', async () => {
    await deliver({ type: 'message', id: 't1', text: '运费多少？' });
    await server.answered();

    expect(await server.log.find('teams-1')).toMatchObject({ channel: 'msteams', customerId: '29:mei', language: 'zh' });
    expect(await spoken('teams-1')).toEqual(['customer: 运费多少？', 'bot: All about shipping-costs.']);
  });

  it('takes a message once that the channel sends again', async () => {
    await deliver({ type: 'message', id: 't1', text: 'hello' });
    await deliver({ type: 'message', id: 't1', text: 'hello' });
    await server.answered();

    expect(await spoken('teams-1')).toEqual(['customer: hello', 'bot: Hello!']);
  });

  it('welcomes whoever is added, but not itself', async () => {
    await deliver({ type: 'conversationUpdate', membersAdded: [{ id: '28:kefu', name: 'Kefu' }] });
    const before = await server.log.find('teams-1');
    await deliver({ type: 'conversationUpdate', membersAdded: [{ id: '29:mei', name: 'Mei' }] });

    expect(before).toBeNull();
    expect(await spoken('teams-1')).toEqual(['bot: 您好，我是小灯。']);
  });

  it('does not welcome somebody who has already spoken', async () => {
    await deliver({ type: 'message', id: 't1', text: 'hello' });
    await server.answered();
    await deliver({ type: 'conversationUpdate', membersAdded: [{ id: '29:mei', name: 'Mei' }] });

    expect(await spoken('teams-1')).toEqual(['customer: hello', 'bot: Hello!']);
  });
});

describe('a bot of somebody else over our adapter', () => {
  const run = async (conversationId: string, logic: (context: TurnContext) => Promise<void>): Promise<void> => {
    await server.directLine.adapter.continueConversation(
      { conversation: { id: conversationId } as Activity['conversation'], channelId: 'directline' },
      logic,
    );
  };

  it('speaks by sending activities', async () => {
    const { conversationId } = await server.visit();

    await run(conversationId, async (context) => {
      await context.sendActivities([
        { type: 'typing' },
        {
          type: 'message',
          text: 'pick one',
          suggestedActions: { to: [], actions: [{ type: 'imBack', title: 'A', value: 'a' }] },
        },
      ]);
    });

    const entries = await server.log.read(conversationId, { after: 1, limit: 5, audience: 'customer' });
    expect(entries.map(({ body }) => body)).toEqual([
      { kind: 'message', text: 'pick one', attachments: [], quickReplies: [{ title: 'A', value: 'a' }], article: null },
    ]);
  });

  it('may not talk over a person', async () => {
    const visit = await server.visit();
    await server.ask(`/v3/directline/conversations/${visit.conversationId}/activities`, {
      token: visit.token,
      json: { type: 'message', text: 'a person please' },
    });
    await server.answered();

    const talking = run(visit.conversationId, async (context) => {
      await context.sendActivity('I know better');
    });

    await expect(talking).rejects.toMatchObject({ code: 'OWNERSHIP_MOVED' });
    expect((await spoken(visit.conversationId)).join()).not.toContain('I know better');
  });

  it.each<[string, (context: TurnContext) => Promise<unknown>, string]>([
    ['changes a message', (context) => context.updateActivity({ id: 'x', type: 'message' }), 'BAD_REQUEST'],
    ['deletes a message', (context) => context.deleteActivity('x'), 'BAD_REQUEST'],
    ['sends what the log has no place for', (context) => context.sendActivity({ type: 'invoke' }), 'BAD_REQUEST'],
  ])('is told so when it %s', async (_case, act, code) => {
    const { conversationId } = await server.visit();

    const acting = run(conversationId, async (context) => {
      await act(context);
    });

    await expect(acting).rejects.toMatchObject({ code });
  });
});
