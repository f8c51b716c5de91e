import { SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { BotError } from '../../../src/contract/errors.ts';
import { readLinkCommand } from '../../../src/channel/linking/read-command.ts';
import { createSqlConversationLog } from '../../../src/storage/sql/conversation-log.ts';
import { POSTGRES, SQLITE, titleOf } from '../../storage/support/databases.ts';
import { linkingFor } from '../linking-kit.ts';

describe.each([SQLITE, POSTGRES])('linking', (database) => {
  describe.skipIf(database.missing !== null)(titleOf('conversations', database), () => {
    let clock = Date.parse('2026-11-27T08:00:00Z');
    let kit: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      kit = await open();
      return () => kit.close();
    });

    async function open() {
      const opened = await database.open();
      let ids = 0;
      const log = createSqlConversationLog({ db: opened.db, now: () => clock, newId: () => `id${(ids += 1)}` });
      const visit = (id: string, shopCustomerId: string | null = null) =>
        log.open({ id, channel: id.split('|')[0] ?? '', customerId: `of ${id}`, shopCustomerId, language: 'en' });
      for (const id of ['msteams|mei', 'telegram|mei', 'slack|eve']) await visit(id);
      let said = 0;
      const linked = linkingFor(opened.db, () => clock);
      return {
        ...linked,
        db: opened.db,
        close: () => opened.close(),
        log,
        visit,
        say: (conversationId: string, text: string, messageId = `m${(said += 1)}`) =>
          linked.linking.hear({ conversationId, messageId, text, language: 'en' }),
        code: () => linked.mails.at(-1)?.subject.slice(0, 6) ?? '',
        others: async (id: string) => (await linked.people.linkedTo(id, 10)).map((other) => other.id),
      };
    }
    const jwt = (claims: Record<string, unknown>) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(clock / 1_000 + 600)
        .sign(new TextEncoder().encode('k'.repeat(32)));
    async function prove(conversationId: string, email: string): Promise<void> {
      clock += 61_000;
      await kit.say(conversationId, `link ${email}`);
      await kit.say(conversationId, kit.code());
    }

    it('are one person’s once the codes of one mailbox came back from both, and apart before', async () => {
      await prove('msteams|mei', 'Mei@x.example');
      expect(await kit.others('telegram|mei')).toEqual([]);

      clock += 61_000;
      expect(await kit.say('telegram|mei', '绑定 mei@x.example')).toContain('验证码已发送');
      expect(await kit.others('telegram|mei')).toEqual([]);
      expect(await kit.say('telegram|mei', `code ${kit.code()}`)).toContain('linked now');

      expect(await kit.others('telegram|mei')).toEqual(['msteams|mei']);
      expect(await kit.others('slack|eve')).toEqual([]);
    });

    it('are the signed-in customer’s when the shop vouches for the mailbox', async () => {
      await kit.visit('site', 'CU1');
      await kit.linking.know(await jwt({ sub: 'CU1', email: 'mei@x.example' }));

      await prove('msteams|mei', 'mei@x.example');

      expect((await kit.log.find('msteams|mei'))?.shopCustomerId).toBe('CU1');
      expect(await kit.others('msteams|mei')).toEqual(['site']);
    });

    it('are the customer’s whom a signed identity names, and nobody’s when it is forged', async () => {
      await kit.linking.identify('msteams|mei', await jwt({ sub: 'CU1' }));
      await kit.linking.identify('telegram|mei', await jwt({ sub: 'CU1' }));

      expect(await kit.others('telegram|mei')).toEqual(['msteams|mei']);
      expect((await kit.log.find('telegram|mei'))?.shopCustomerId).toBe('CU1');
      await expect(kit.linking.identify('slack|eve', `${await jwt({ sub: 'CU1' })}x`)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
      expect((await kit.log.find('slack|eve'))?.shopCustomerId).toBeNull();
    });

    it('keep no number when their person turns out to have two', async () => {
      await prove('msteams|mei', 'mei@x.example');
      await kit.linking.know(await jwt({ sub: 'CU1', email: 'mei@x.example' }));
      await kit.linking.know(await jwt({ sub: 'CU2', email: 'mei@x.example' }));
      await prove('telegram|mei', 'mei@x.example');

      expect((await kit.log.find('msteams|mei'))?.shopCustomerId).toBe('CU1');
      expect((await kit.log.find('telegram|mei'))?.shopCustomerId).toBeNull();
    });

    it('stay apart after five wrong codes, after ten minutes, with another’s code, and with a code used twice', async () => {
      await kit.say('msteams|mei', 'link mei@x.example');
      const code = kit.code();
      const wrong = code === '000000' ? '111111' : '000000';
      expect(await kit.say('slack|eve', `code ${code}`)).toContain('no code');
      for (let n = 0; n < 5; n += 1) await kit.say('msteams|mei', wrong);
      expect(await kit.say('msteams|mei', `code ${code}`)).toContain('no code');

      clock += 61_000;
      await kit.say('msteams|mei', 'link mei@x.example');
      clock += 600_001;
      expect(await kit.say('msteams|mei', kit.code())).toBeNull();

      await prove('msteams|mei', 'mei@x.example');
      expect(await kit.say('msteams|mei', `code ${kit.code()}`)).toContain('no code');
    });

    it('get one code a minute and five a day, whoever asks for the mailbox', async () => {
      await kit.say('msteams|mei', 'link mei@x.example');
      expect(await kit.say('msteams|mei', 'link mei@x.example')).toContain('try again later');
      expect(await kit.say('slack|eve', 'link mei@x.example')).toContain('try again later');
      for (let n = 0; n < 9; n += 1) {
        clock += 61_000;
        await kit.say('msteams|mei', 'link mei@x.example');
      }
      expect(kit.mails).toHaveLength(5);
      clock += 86_400_000;
      await kit.say('msteams|mei', 'link mei@x.example');
      expect(kit.mails).toHaveLength(6);
    });

    it('use one try for a message that the channel repeats, and keep neither code nor address in the clear', async () => {
      await kit.say('msteams|mei', 'link mei@x.example', 'same');
      expect(await kit.say('msteams|mei', 'link mei@x.example', 'same')).toContain('sent a code');
      expect(kit.mails).toHaveLength(1);
      const rows = await Promise.all(
        (['link_codes', 'person_keys'] as const).map((table) => kit.db.selectFrom(table).selectAll().execute()),
      );
      expect(JSON.stringify(rows)).not.toContain(kit.code());
      expect(JSON.stringify(rows)).not.toContain('mei@x');
    });

    it('are told so when the mail cannot be sent', async () => {
      const away = () => Promise.reject(new BotError('CHANNEL_UNAVAILABLE', 'away'));
      const { linking } = linkingFor(kit.db, () => clock, { sendMail: away });

      const answer = linking.hear({ conversationId: 'slack|eve', messageId: 'x', text: 'link e@x.example', language: 'zh' });

      expect(await answer).toContain('邮件暂时发送不出去');
    });
  });
});

describe('a message', () => {
  it.each([
    ['link mei@x.example', { kind: 'ask', email: 'mei@x.example' }],
    ['/绑定：Mei@X.example', { kind: 'ask', email: 'mei@x.example' }],
    ['１２３４５６', { kind: 'code', code: '123456', isBare: true }],
    ['验证码 123456', { kind: 'code', code: '123456', isBare: false }],
    ['link my parcel', null],
    ['please link mei@x.example', null],
    ['1234567', null],
  ])('%s is read as %j', (text, expected) => {
    expect(readLinkCommand(text)).toEqual(expected);
  });
});
