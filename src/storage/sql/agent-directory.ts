import type { Kysely } from 'kysely';
import type { Agent } from '../../contract/agent.ts';
import { BotError } from '../../contract/errors.ts';
import type { AgentDirectory } from '../../handoff/agent-directory.ts';
import type { Schema } from '../schema.ts';
import { transact } from './transact.ts';

export function createSqlAgentDirectory({
  db,
  now,
}: {
  readonly db: Kysely<Schema>;
  readonly now: () => number;
}): AgentDirectory {
  return {
    async count() {
      const { count } = await db
        .selectFrom('agents')
        .select((select) => select.fn.countAll<number | string>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async add(agent, passwordHash, whenSure) {
      await transact(db, async (trx) => {
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('agents')
          .values({
            id: agent.id,
            email: agent.email.toLowerCase(),
            name: agent.name,
            role: agent.role,
            password_hash: passwordHash,
            is_disabled: agent.isDisabled ? 1 : 0,
            created_at: agent.createdAt,
          })
          .onConflict((conflict) => conflict.column('email').doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows === 0n) throw new BotError('CONFLICT', 'Another agent has this e-mail address');
        whenSure?.();
      });
    },
    async find(agentId) {
      const row = await db.selectFrom('agents').selectAll().where('id', '=', agentId).executeTakeFirst();
      return row ? agentOf(row) : null;
    },
    async findForSignIn(email) {
      const row = await db.selectFrom('agents').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst();
      return row ? { agent: agentOf(row), passwordHash: row.password_hash } : null;
    },
    async list() {
      return (await db.selectFrom('agents').selectAll().orderBy('name').orderBy('id').execute()).map(agentOf);
    },
    async setPassword(agentId, passwordHash) {
      await transact(db, async (trx) => {
        await trx.updateTable('agents').set({ password_hash: passwordHash }).where('id', '=', agentId).execute();
        await trx.deleteFrom('agent_sessions').where('agent_id', '=', agentId).execute();
      });
    },
    async setDisabled(agentId, isDisabled) {
      await db
        .updateTable('agents')
        .set({ is_disabled: isDisabled ? 1 : 0 })
        .where('id', '=', agentId)
        .execute();
    },

    async openSession({ tokenHash, agentId, expiresAt }) {
      await transact(db, async (trx) => {
        await trx.deleteFrom('agent_sessions').where('expires_at', '<=', now()).execute();
        await trx
          .insertInto('agent_sessions')
          .values({ token_hash: tokenHash, agent_id: agentId, expires_at: expiresAt })
          .execute();
      });
    },
    async findSession(tokenHash) {
      const row = await db
        .selectFrom('agent_sessions')
        .innerJoin('agents', 'agents.id', 'agent_sessions.agent_id')
        .selectAll('agents')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', now())
        .where('is_disabled', '=', 0)
        .executeTakeFirst();
      return row ? agentOf(row) : null;
    },
    async closeSession(tokenHash) {
      await db.deleteFrom('agent_sessions').where('token_hash', '=', tokenHash).execute();
    },

    async cannedReplies() {
      return await db.selectFrom('canned_replies').selectAll().orderBy('shortcut').orderBy('id').execute();
    },
    async saveCannedReply({ id, shortcut, zh, en }) {
      await db
        .insertInto('canned_replies')
        .values({ id, shortcut, zh, en })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ shortcut, zh, en }))
        .execute();
    },
    async removeCannedReply(id) {
      await db.deleteFrom('canned_replies').where('id', '=', id).execute();
    },
  };
}

function agentOf(row: Schema['agents']): Agent {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role as Agent['role'],
    isDisabled: row.is_disabled === 1,
    createdAt: row.created_at,
  };
}
