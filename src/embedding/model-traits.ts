export interface ModelTraits {
  /** What is put before a text that is searched for, and before one that is found. */
  readonly query: string;
  readonly passage: string;
  readonly pooling: 'mean' | 'cls';
}

const PLAIN: ModelTraits = { query: '', passage: '', pooling: 'mean' };

/** Models that were trained with words before each text or with another pooling than the mean, by name; from their model cards. */
const TRAITS: readonly (readonly [RegExp, Partial<ModelTraits>])[] = [
  [/e5-[\w-]*instruct/i, { query: 'Instruct: Given a customer question, retrieve passages that answer it\nQuery: ' }],
  [/\be5\b/i, { query: 'query: ', passage: 'passage: ' }],
  [/bge-(small|base|large)-en/i, { query: 'Represent this sentence for searching relevant passages: ', pooling: 'cls' }],
  [/bge-(small|base|large)-zh/i, { query: '为这个句子生成表示以用于检索相关文章：', pooling: 'cls' }],
  [/bge-m3|gte-[\w-]*v1\.5/i, { pooling: 'cls' }],
  [/nomic-embed/i, { query: 'search_query: ', passage: 'search_document: ' }],
];

/** `name` may hold several names of one model: the folder's, and the one its config remembers. */
export function traitsOf(name: string): ModelTraits {
  const [, traits] = TRAITS.find(([pattern]) => pattern.test(name)) ?? [];
  return { ...PLAIN, ...traits };
}
