import type { Kysely } from 'kysely';
import type { RetentionStore } from '../../retention/retention-store.ts';
import type { Schema } from '../schema.ts';
import { forgetConversation, type ForgetDeps } from './forget-conversation.ts';
import { transact } from './transact.ts';

export interface RetentionStoreDeps extends ForgetDeps {
  readonly db: Kysely<Schema>;
}

export function createSqlRetentionStore({ db, now, newId }: RetentionStoreDeps): RetentionStore {
  async function forgetIdle(before: number, limit: number): Promise<number> {
    const idle = await db
      .selectFrom('conversations')
      .select('id')
      .where('forgotten_at', 'is', null)
      .where('created_at', '<', before)
      .where('updated_at', '<', before)
      .where('owner_kind', '=', 'bot')
      .where('unhandled_since', 'is', null)
      .orderBy('created_at')
      .limit(limit)
      .execute();
    let forgotten = 0;
    for (const { id } of idle) {
      forgotten += await transact(db, async (trx) => {
        // Taken only if it is still idle; the time of its last change stays what it was.
        const row = await trx
          .updateTable('conversations')
          .set((column) => ({ updated_at: column.ref('updated_at') }))
          .where('id', '=', id)
          .where('updated_at', '<', before)
          .where('owner_kind', '=', 'bot')
          .where('unhandled_since', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (!row) return 0;
        await forgetConversation(trx, row, { now, newId });
        return 1;
      });
    }
    return forgotten;
  }

  async function deleteOutbox(status: 'done' | 'dead', at: 'done_at' | 'due_at', before: number, limit: number): Promise<number> {
    const { numDeletedRows } = await db
      .deleteFrom('outbox')
      .where('id', 'in', (select) =>
        select.selectFrom('outbox').select('id').where('status', '=', status).where(at, '<', before).limit(limit),
      )
      .where('status', '=', status)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  return {
    async deleteOlder(kind, before, limit) {
      switch (kind) {
        case 'conversations':
          return await forgetIdle(before, limit);
        case 'attachments': {
          const { numDeletedRows } = await db
            .deleteFrom('attachments')
            .where('id', 'in', (select) =>
              select.selectFrom('attachments').select('id').where('created_at', '<', before).limit(limit),
            )
            .executeTakeFirst();
          return Number(numDeletedRows);
        }
        case 'turns': {
          const { numDeletedRows } = await db
            .deleteFrom('turns')
            .where('id', 'in', (select) => select.selectFrom('turns').select('id').where('at', '<', before).limit(limit))
            .executeTakeFirst();
          return Number(numDeletedRows);
        }
        case 'delivered':
          return await deleteOutbox('done', 'done_at', before, limit);
        case 'dead-letters':
          return await deleteOutbox('dead', 'due_at', before, limit);
        case 'sessions': {
          const { numDeletedRows } = await db.deleteFrom('agent_sessions').where('expires_at', '<', before).executeTakeFirst();
          return Number(numDeletedRows);
        }
        default:
          return kind satisfies never;
      }
    },
  };
}
