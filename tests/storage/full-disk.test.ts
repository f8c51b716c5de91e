import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { guardStore } from '../../src/storage/guard-store.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { createSqlConversationLog } from '../../src/storage/sql/conversation-log.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'kefu-full-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'kefu-test', folder]);
if (mounted.status !== 0) rmSync(folder, { recursive: true });
const missing = mounted.status === 0 ? '' : ' (skipped: this user may not mount a small disk)';

describe.skipIf(missing !== '')(`a full disk${missing}`, () => {
  let db: Kysely<Schema>;
  afterEach(async () => {
    await db.destroy();
    expect(spawnSync('umount', [folder]).status).toBe(0);
    rmSync(folder, { recursive: true });
  });

  it('refuses messages in words, loses none that was acknowledged, and takes them again when there is room', async () => {
    const file = join(folder, 'kefu.sqlite');
    const ballast = join(folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(700_000));
    db = openSqlite(file, 'full');
    await migrate(db);
    const log = guardStore(createSqlConversationLog({ db, now: Date.now, newId: randomUUID }));
    await log.open({ id: 'c1', channel: 'direct-line', customerId: 'dl_mei', shopCustomerId: null, language: 'en' });
    const say = (n: number) =>
      log.accept({
        conversationId: 'c1',
        clientId: `m${n}`,
        text: 'a parcel '.repeat(500),
        author: { kind: 'customer', id: 'dl_mei' },
        attachments: [],
        channelData: null,
      });
    const heard = async (): Promise<readonly (string | null)[]> =>
      (await log.read('c1', { after: 0, limit: 10_000, audience: 'agent' })).map(({ clientId }) => clientId);

    const taken: string[] = [];
    let refusal: unknown = null;
    for (let n = 0; refusal === null && n < 2_000; n += 1) {
      await say(n).then(
        () => taken.push(`m${n}`),
        (error: unknown) => (refusal = error),
      );
    }
    expect(refusal).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining('its disk is full'),
    });
    expect(taken.length).toBeGreaterThan(5);
    expect(await heard()).toEqual(taken);
    await expect(say(taken.length)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });

    rmSync(ballast);
    expect((await say(taken.length)).kind).toBe('accepted');
    expect(await heard()).toEqual([...taken, `m${taken.length}`]);
    await db.destroy();
    db = openSqlite(file);
    expect((await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)).rows).toEqual([
      { integrity_check: 'ok' },
    ]);
    expect((await db.selectFrom('entries').select('id').execute()).length).toBe(taken.length + 1);
  });
});
