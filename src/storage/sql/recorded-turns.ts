import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { EntryBody } from '../../contract/conversation.ts';
import type { RankedPassage } from '../../contract/passage.ts';
import type { HandoffReason } from '../../contract/ticket.ts';
import type { TurnRecord } from '../../contract/turn.ts';
import type { RecordedTurn, RecordedTurns } from '../../review/recorded-turns.ts';
import type { Schema } from '../schema.ts';

/** What decisions of several kinds are made of. */
interface Parts {
  readonly reason: HandoffReason;
  readonly passage: RankedPassage;
  readonly intentId: string | null;
}

/** Some 2 kB each: a page is read in 5 ms. SQLite answers within the process, so others have their turn between two pages only. */
const PAGE = 200;

export function createSqlRecordedTurns({ db }: { readonly db: Kysely<Schema> }): RecordedTurns {
  return {
    async newest(from, to, limit) {
      const turns: RecordedTurn[] = [];
      let last: { readonly at: number; readonly id: string } | null = null;
      while (turns.length < limit) {
        let query = db.selectFrom('turns').select(['id', 'at', 'record']).where('at', '>=', from);
        const after: typeof last = last;
        query =
          after === null
            ? query.where('at', '<', to)
            : query.where('at', '<=', after.at).where((turn) => turn.or([turn('at', '<', after.at), turn('id', '<', after.id)]));
        const size = Math.min(PAGE, limit - turns.length);
        const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(size).execute();
        turns.push(...rows.map(({ record }) => recordedTurn(JSON.parse(record) as TurnRecord)));
        last = rows.at(-1) ?? null;
        if (rows.length < size) break;
        await nextTurn();
      }
      return turns;
    },

    async wordsOf(turns) {
      const words = new Map<string, string>();
      for (let n = 0; n < turns.length; n += PAGE) {
        const page = turns.slice(n, n + PAGE);
        const said = await messagesOf(page);
        for (const { id, conversationId, sequences } of page) {
          const texts = sequences.flatMap((sequence) => said.get(keyOf(conversationId, sequence)) ?? []);
          const text = texts.join('\n').trim();
          if (text !== '') words.set(id, text);
        }
      }
      return words;
    },
  };

  async function messagesOf(turns: readonly RecordedTurn[]): Promise<ReadonlyMap<string, string>> {
    const conversations = [...new Set(turns.map(({ conversationId }) => conversationId))];
    const sequences = [...new Set(turns.flatMap((turn) => turn.sequences))];
    if (sequences.length === 0) return new Map();
    const rows = await db
      .selectFrom('entries')
      .select(['conversation_id', 'sequence', 'body'])
      .where('conversation_id', 'in', conversations)
      .where('sequence', 'in', sequences)
      .where('author_kind', '=', 'customer')
      .where('body_kind', '=', 'message')
      .execute();
    return new Map(
      rows.flatMap(({ conversation_id, sequence, body }) => {
        const message = JSON.parse(body) as EntryBody;
        return message.kind === 'message' ? [[keyOf(conversation_id, sequence), message.text] as const] : [];
      }),
    );
  }
}

function recordedTurn({ id, conversationId, at, sequences, decision, degraded }: TurnRecord): RecordedTurn {
  // Of a forgotten conversation's decisions the kind is left.
  const { reason = null, passage, intentId = null } = decision as Partial<Parts>;
  return {
    id,
    conversationId,
    at,
    sequences,
    kind: decision.kind,
    reason,
    articleId: passage?.passage.articleId ?? null,
    intentId,
    isDegraded: degraded.length > 0,
  };
}

function keyOf(conversationId: string, sequence: number): string {
  return `${sequence} ${conversationId}`;
}
