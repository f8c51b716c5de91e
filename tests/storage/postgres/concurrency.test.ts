import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewEntry } from '../../../src/contract/conversation.ts';
import type { Committed, ConversationLog } from '../../../src/contract/conversation-log.ts';
import { createSqlConversationLog } from '../../../src/storage/sql/conversation-log.ts';
import { createMigratedNamespace, NO_POSTGRES, type PostgresNamespace } from '../support/postgres.ts';

const ROUNDS = 30;
const now = Date.now;
const newId = randomUUID;

describe.skipIf(NO_POSTGRES !== null).each([
  ['as the server is set', {}],
  ['with serialisable transactions', { default_transaction_isolation: 'serializable' }],
] as const)(`two replicas on PostgreSQL, %s${NO_POSTGRES === null ? '' : ` (skipped: ${NO_POSTGRES})`}`, (_title, settings) => {
  let namespace: PostgresNamespace;
  let replicas: readonly ConversationLog[];
  beforeEach(async () => {
    namespace = await createMigratedNamespace(settings);
    replicas = [1, 2].map(() => createSqlConversationLog({ db: namespace.open(), now, newId }));
  });
  afterEach(() => namespace.drop());

  const open = (id: string) =>
    replicas[0]!.open({ id, channel: 'direct-line', customerId: 'dl_mei', shopCustomerId: null, language: 'en' });
  const bot = (text: string): NewEntry => ({
    id: newId(),
    author: { kind: 'bot' },
    body: { kind: 'message', text, attachments: [], quickReplies: [], article: null },
  });
  const say = (log: ConversationLog, conversationId: string, clientId: string) =>
    log.accept({
      conversationId,
      clientId,
      text: 'hello',
      author: { kind: 'customer', id: 'dl_mei' },
      attachments: [],
      channelData: null,
    });
  const kindsOf = (results: readonly Committed[]): readonly string[] => results.map(({ kind }) => kind).sort();

  it('commits exactly one of two turns that read the same version, over and over', async () => {
    await open('c1');
    for (let round = 0; round < ROUNDS; round += 1) {
      const version = (await replicas[0]!.find('c1'))?.version ?? -1;

      const results = await Promise.all(
        replicas.map((log) =>
          log.commit({ conversationId: 'c1', expect: { version }, entries: [bot('hi')], handledSequence: round }),
        ),
      );

      expect(kindsOf(results)).toEqual(['committed', 'stale']);
    }
    const entries = await replicas[1]!.read('c1', { after: 0, limit: 1_000, audience: 'agent' });
    expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: ROUNDS }, (_, n) => n + 1));
  });

  it('gives a waiting ticket to one of two agents who claim it at once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const conversationId = `c${round}`;
      const ticketId = `t${round}`;
      await open(conversationId);
      const ticket = {
        id: ticketId,
        reason: 'complaint',
        priority: 1,
        language: 'en',
        summary: '',
        entities: [],
        churn: null,
      } as const;
      await replicas[0]!.commit({
        conversationId,
        expect: { version: 0 },
        entries: [],
        owner: { kind: 'queue', ticketId },
        ticket: { kind: 'open', ticket },
      });

      const results = await Promise.all(
        replicas.map((log, n) =>
          log.commit({
            conversationId,
            expect: { version: 1 },
            entries: [],
            owner: { kind: 'agent', ticketId, agentId: `a${n}` },
            ticket: { kind: 'update', ticketId, patch: { status: 'claimed', claimedBy: `a${n}` } },
          }),
        ),
      );

      expect(kindsOf(results)).toEqual(['committed', 'stale']);
      const owner = (await replicas[0]!.find(conversationId))?.owner;
      const rows = await namespace.sql<{ claimed_by: string }>('select claimed_by from tickets where id = $1', [ticketId]);
      expect(owner).toMatchObject({ kind: 'agent', agentId: rows[0]?.claimed_by });
    }
  });

  it('refuses the bot’s words when an agent took the conversation in the same moment', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const conversationId = `c${round}`;
      await open(conversationId);

      const [words, claim] = await Promise.all([
        replicas[0]!.commit({ conversationId, expect: { version: 0 }, entries: [bot('hi')], handledSequence: 1 }),
        replicas[1]!.commit({
          conversationId,
          expect: { version: 0 },
          entries: [],
          owner: { kind: 'agent', ticketId: 't', agentId: 'an' },
        }),
      ]);

      expect(kindsOf([words, claim])).toEqual(['committed', 'stale']);
      const entries = await replicas[0]!.read(conversationId, { after: 0, limit: 10, audience: 'agent' });
      expect(entries).toHaveLength(words.kind === 'committed' ? 1 : 0);
    }
  });

  it('takes a message once that a client sent to both, and numbers all without gaps', async () => {
    await open('c1');

    const results = await Promise.all(
      Array.from({ length: ROUNDS }, (_, n) => replicas.map((log) => say(log, 'c1', `m${n}`))).flat(),
    );

    expect(results.filter(({ kind }) => kind === 'accepted')).toHaveLength(ROUNDS);
    const entries = await replicas[0]!.read('c1', { after: 0, limit: 1_000, audience: 'customer' });
    expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: ROUNDS }, (_, n) => n + 1));
    expect(new Set(entries.map(({ clientId }) => clientId)).size).toBe(ROUNDS);
    expect(entries.every((entry, n) => n === 0 || entry.at > (entries[n - 1]?.at ?? 0))).toBe(true);
  });
});
