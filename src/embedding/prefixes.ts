/** Models that were trained with a word before each text, by their name. */
const PREFIXES: readonly { readonly name: RegExp; readonly query: string; readonly passage: string }[] = [
  { name: /e5/i, query: 'query: ', passage: 'passage: ' },
  { name: /bge-[a-z]+-en/i, query: 'Represent this sentence for searching relevant passages: ', passage: '' },
  { name: /nomic-embed/i, query: 'search_query: ', passage: 'search_document: ' },
];

/** What is put before a text for this model and purpose; nothing for most. */
export function prefixOf(modelName: string, purpose: 'query' | 'passage'): string {
  return PREFIXES.find(({ name }) => name.test(modelName))?.[purpose] ?? '';
}
