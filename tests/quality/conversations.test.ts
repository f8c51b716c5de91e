import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagineConversation } from '../../src/imagine-conversation.ts';
import { loadConfig, type Config } from '../../src/config/load-config.ts';
import { openBrain, type Brain } from '../../src/open-brain.ts';

/** Conversations that shoppers had in vain, with the encoder and the content as shipped: what the last message brings. */
describe('a conversation', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'kefu-conversations-'));
  let config: Config;
  let brain: Brain;

  beforeAll(async () => {
    config = loadConfig({ KEFU_DATA_DIR: dataDir });
    brain = await openBrain(config, { logger: pino({ level: 'silent' }), now: Date.now });
  }, 600_000);
  afterAll(async () => {
    await brain.dispose();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function lastArticle(messages: readonly string[]): Promise<string | null> {
    const turns = await imagineConversation(messages, brain, config);
    const entries = turns.at(-1)?.commit.entries ?? [];
    return entries.flatMap(({ body }) => (body.kind === 'message' && body.article ? [body.article.articleId] : []))[0] ?? null;
  }

  it.each<[readonly string[], string]>([
    [['how do i buy'], 'how-to-order'],
    [['怎么下单'], 'how-to-order'],
    [['发到广州多久'], 'delivery-times'],
    [['how long to beijing', 'and to london?'], 'delivery-times'],
    [['what is Lantern Club', 'how do i cancel it'], 'cancel-membership'],
    [['i want to delete my account', 'can i undo it'], 'delete-account'],
    [['how long is delivery', 'can I cancel it after ordering?'], 'cancel-order'],
    [['my face is burning after using the serum', 'what do i do'], 'dew-serum'],
    [['我买的精华过敏了', '脸都红了'], 'dew-serum'],
    [['my account was hacked, someone ordered stuff', 'what now'], 'account-security'],
    [['这个耳机防水吗'], 'breeze-earbuds'],
    // A price and another price are two questions, no two troubles.
    [['how much is the jacket', 'and the kettle?'], 'dawn-kettle'],
    [['精华啥价', '那耳机呢'], 'breeze-earbuds'],
    [['my parcel is late', 'do i get anything for that'], 'delayed-parcel'],
    [['where is my refnd'], 'refund-times'],
    [['怎么开法票'], 'invoices'],
  ])('%s brings %s', async (messages, article) => {
    expect(await lastArticle(messages)).toBe(article);
  });

  it('shows titles that fit a button', async () => {
    const [turn] = await imagineConversation(['how much is delivery'], brain, config);
    const titles = (turn?.commit.entries ?? []).flatMap(({ body }) =>
      body.kind === 'message' ? body.quickReplies.map(({ title }) => title) : [],
    );

    expect(titles).toContain('Delivery times');
  });
});
