import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { createSqlOutbox } from '../../src/storage/sql/outbox.ts';
import { createSqlTicketQueue } from '../../src/storage/sql/ticket-queue.ts';
import { describeConversationLogContract } from './conversation-log.contract.ts';

describeConversationLogContract('sqlite', async (deps) => {
  const db = openSqlite(':memory:');
  await migrate(db);
  return {
    log: createSqlConversationLog({ db, ...deps }),
    queue: createSqlTicketQueue({ db }),
    outbox: createSqlOutbox({ db, ...deps }),
    close: () => db.destroy(),
  };
});
