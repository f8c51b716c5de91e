import type { CompiledQuery, Kysely, RootOperationNode } from 'kysely';
import type { Schema } from '../../../src/storage/schema.ts';

export interface RecordingDatabase {
  readonly db: Kysely<Schema>;
  /** What `work` asked the database: SQL with parameters, in the order of asking. */
  record(work: () => Promise<unknown>): Promise<readonly CompiledQuery[]>;
}

/** The same database, whose queries can be written down. */
export function recordQueries(db: Kysely<Schema>): RecordingDatabase {
  let nodes: RootOperationNode[] = [];
  const recording = db.withPlugin({
    transformQuery: ({ node }) => {
      nodes.push(node);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  return {
    db: recording,
    record: async (work) => {
      nodes = [];
      await work();
      return nodes.map((node) => db.getExecutor().compileQuery(node, { queryId: 'recorded' }));
    },
  };
}
