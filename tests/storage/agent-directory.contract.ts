import { beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../src/contract/agent.ts';
import type { AgentDirectory } from '../../src/handoff/agent-directory.ts';
import { createSignIn } from '../../src/handoff/sign-in.ts';
import { createSqlAgentDirectory } from '../../src/storage/sql/agent-directory.ts';
import { titleOf, type TestDatabase } from './support/databases.ts';

/** How agents, their sessions and their canned replies are kept on every database. */
export function describeAgentDirectoryContract(database: TestDatabase): void {
  describe.skipIf(database.missing !== null)(titleOf('agent directory', database), () => {
    let agents: AgentDirectory;
    let clock = 1_000;
    beforeEach(async () => {
      clock = 1_000;
      const opened = await database.open();
      agents = createSqlAgentDirectory({ db: opened.db, now: () => clock });
      return () => opened.close();
    });

    const agent = (id: string, more: Partial<Agent> = {}): Agent => ({
      id,
      email: `${id}@shop.example`,
      name: id.toUpperCase(),
      role: 'agent',
      isDisabled: false,
      createdAt: 900,
      ...more,
    });

    it('gives an agent back to the letter', async () => {
      const an = agent('an', { name: '安 O’Neil', role: 'admin', createdAt: Date.parse('2026-11-23T04:00:00Z') });
      await agents.add(an, 'hash');

      expect(await agents.find('an')).toEqual(an);
      expect(await agents.find('bo')).toBeNull();
      expect(await agents.count()).toBe(1);
    });

    it('signs in by e-mail without regard to case', async () => {
      await agents.add(agent('an', { email: 'An@Shop.example' }), 'hash');

      expect(await agents.findForSignIn('AN@shop.EXAMPLE')).toMatchObject({ agent: { id: 'an' }, passwordHash: 'hash' });
      expect(await agents.findForSignIn('bo@shop.example')).toBeNull();
    });

    it('refuses an e-mail that is taken, whoever is first', async () => {
      const attempts = await Promise.allSettled(
        ['an', 'bo', 'chi'].map((id) => agents.add(agent(id, { email: 'same@shop.example' }), 'hash')),
      );

      const refused = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as unknown] : []));
      expect(refused).toMatchObject([{ code: 'CONFLICT' }, { code: 'CONFLICT' }]);
      expect(await agents.count()).toBe(1);
    });

    it('lists agents by name', async () => {
      await agents.add(agent('a1', { name: 'Chi' }), 'hash');
      await agents.add(agent('a2', { name: 'An' }), 'hash');
      await agents.add(agent('a3', { name: 'Bo' }), 'hash');

      expect((await agents.list()).map(({ name }) => name)).toEqual(['An', 'Bo', 'Chi']);
    });

    it('knows a session until it expires or is closed', async () => {
      await agents.add(agent('an'), 'hash');
      await agents.openSession({ tokenHash: 's1', agentId: 'an', expiresAt: 2_000 });
      await agents.openSession({ tokenHash: 's2', agentId: 'an', expiresAt: 2_000 });
      expect((await agents.findSession('s1'))?.id).toBe('an');

      await agents.closeSession('s2');
      expect(await agents.findSession('s2')).toBeNull();
      clock = 2_000;
      expect(await agents.findSession('s1')).toBeNull();
    });

    it('drops expired sessions when another opens', async () => {
      await agents.add(agent('an'), 'hash');
      await agents.openSession({ tokenHash: 'old', agentId: 'an', expiresAt: 1_500 });
      clock = 1_500;
      await agents.openSession({ tokenHash: 'new', agentId: 'an', expiresAt: 3_000 });
      clock = 1_000;

      expect(await agents.findSession('old')).toBeNull();
      expect((await agents.findSession('new'))?.id).toBe('an');
    });

    it('ends all sessions of an agent with a new password, and nobody else’s', async () => {
      await agents.add(agent('an'), 'hash');
      await agents.add(agent('bo'), 'hash');
      await agents.openSession({ tokenHash: 's1', agentId: 'an', expiresAt: 2_000 });
      await agents.openSession({ tokenHash: 's2', agentId: 'bo', expiresAt: 2_000 });

      await agents.setPassword('an', 'new hash');

      expect(await agents.findSession('s1')).toBeNull();
      expect((await agents.findSession('s2'))?.id).toBe('bo');
      expect((await agents.findForSignIn('an@shop.example'))?.passwordHash).toBe('new hash');
    });

    it('makes one first administrator when ten processes start together', async () => {
      const shown: string[] = [];
      const starts = Array.from({ length: 10 }, (_, n) =>
        createSignIn({ agents, now: () => clock, newId: () => `admin${n}` }).ensureAdmin(
          { email: 'admin@shop.example', password: null },
          (generated) => void shown.push(generated),
        ),
      );

      await Promise.all(starts);

      expect(shown).toHaveLength(1);
      const signIn = createSignIn({ agents, now: () => clock, newId: () => 'x' });
      expect((await signIn.signIn('admin@shop.example', shown[0] ?? ''))?.agent.role).toBe('admin');
      expect(await agents.count()).toBe(1);
    });

    it('makes no administrator whose password could not be shown', async () => {
      const signIn = createSignIn({ agents, now: () => clock, newId: () => 'admin' });

      const making = signIn.ensureAdmin({ email: 'admin@shop.example', password: null }, () => {
        throw new Error('the terminal is gone');
      });

      await expect(making).rejects.toThrow('the terminal is gone');
      expect(await agents.count()).toBe(0);
    });

    it('does not let a disabled agent in', async () => {
      await agents.add(agent('an'), 'hash');
      await agents.openSession({ tokenHash: 's1', agentId: 'an', expiresAt: 2_000 });

      await agents.setDisabled('an', true);
      expect(await agents.findSession('s1')).toBeNull();
      expect((await agents.find('an'))?.isDisabled).toBe(true);

      await agents.setDisabled('an', false);
      expect((await agents.findSession('s1'))?.id).toBe('an');
    });

    it('saves, changes, lists and removes canned replies', async () => {
      await agents.saveCannedReply({ id: 'c2', shortcut: 'thanks', zh: '谢谢', en: 'Thank you' });
      await agents.saveCannedReply({ id: 'c1', shortcut: 'hello', zh: '您好', en: 'Hello' });
      await agents.saveCannedReply({ id: 'c2', shortcut: 'bye', zh: '再见', en: 'Bye' });

      expect(await agents.cannedReplies()).toEqual([
        { id: 'c2', shortcut: 'bye', zh: '再见', en: 'Bye' },
        { id: 'c1', shortcut: 'hello', zh: '您好', en: 'Hello' },
      ]);
      await agents.removeCannedReply('c2');
      expect((await agents.cannedReplies()).map(({ id }) => id)).toEqual(['c1']);
    });
  });
}
