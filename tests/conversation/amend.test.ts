import { describe, expect, it } from 'vitest';
import type { ConversationLog } from '../../src/contract/conversation-log.ts';
import { createAmend } from '../../src/conversation/amend.ts';
import { createTestConversation } from './turn-fakes.ts';

const MEI = { kind: 'customer', id: 'dl_mei' } as const;
const edit = (text: string) =>
  ({ conversationId: 'c1', author: MEI, clientId: 'act', target: 'm1', change: { kind: 'edited', text } }) as const;

describe('a message that is changed before its turn', () => {
  it('is answered as it stands then, also when no turn was scheduled before', async () => {
    const { log, turns, answered, spoken } = await createTestConversation();
    await log.accept({ conversationId: 'c1', author: MEI, clientId: 'm1', text: 'hm', attachments: [], channelData: null });

    await createAmend({ log, turns })(edit('what are the shipping costs?'));
    await answered();

    expect(await spoken()).toEqual(['customer: what are the shipping costs?', 'bot: All about shipping-costs.']);
  });

  it('is answered by its new words although the turn on the old ones was all but done', async () => {
    const { log, runner, answered, spoken } = await createTestConversation();
    let isLate = false;
    const late: ConversationLog = {
      ...log,
      async commit(commit) {
        if (!isLate) {
          isLate = true;
          await log.amend(edit('what are the shipping costs?'));
        }
        return await log.commit(commit);
      },
    };
    const turns = runner(late);
    await log.accept({ conversationId: 'c1', author: MEI, clientId: 'm1', text: 'hello', attachments: [], channelData: null });

    turns.schedule('c1', 'hello');
    await answered();

    expect(await spoken()).toEqual(['customer: what are the shipping costs?', 'bot: All about shipping-costs.']);
  });

  it('is refused when it has become too long', async () => {
    const { log, turns, say } = await createTestConversation();
    await say('hello', 'm1');

    await expect(createAmend({ log, turns })(edit('x'.repeat(10_001)))).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });
});
