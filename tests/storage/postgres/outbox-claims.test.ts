import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqlConversationLog } from '../../../src/storage/sql/conversation-log.ts';
import { createSqlOutbox } from '../../../src/storage/sql/outbox.ts';
import { createMigratedNamespace, NO_POSTGRES, type PostgresNamespace } from '../support/postgres.ts';

const DELIVERIES = 30;

describe.skipIf(NO_POSTGRES !== null)(
  `claims of the outbox on PostgreSQL${NO_POSTGRES === null ? '' : ` (skipped: ${NO_POSTGRES})`}`,
  () => {
    let namespace: PostgresNamespace;
    beforeEach(async () => {
      namespace = await createMigratedNamespace();
    });
    afterEach(() => namespace.drop());

    it('gives each delivery to one of four replicas that ask at once', async () => {
      const log = createSqlConversationLog({ db: namespace.open(), now: Date.now, newId: randomUUID });
      const ids = Array.from({ length: DELIVERIES }, (_, n) => `s${n}`);
      for (const id of ids) {
        await log.open({ id, channel: 'slack', customerId: 'dl_mei', shopCustomerId: null, language: 'en' });
        const body = { kind: 'message', text: 'hi', attachments: [], quickReplies: [], article: null } as const;
        await log.commit({ conversationId: id, expect: { fence: 0 }, entries: [{ id, author: { kind: 'bot' }, body }] });
      }
      const replicas = [1, 2, 3, 4].map(() => createSqlOutbox({ db: namespace.open(), now: Date.now }));
      const claim = { limit: DELIVERIES, leaseMs: 60_000 };

      const claimed = (await Promise.all(replicas.map((outbox) => outbox.claimDue(claim)))).flat();
      const rest = (await replicas[0]?.claimDue(claim)) ?? [];

      expect([...claimed, ...rest].map(({ id }) => id).sort()).toEqual([...ids].sort());
    });
  },
);
