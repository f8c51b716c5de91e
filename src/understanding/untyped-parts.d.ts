/* `natural` as a whole costs 700 ms and 110 MB at start (measured); its parts cost next to nothing, but carry no types of their own. */
declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const stemmer: { stem(word: string): string };
  export = stemmer;
}
declare module 'natural/lib/natural/sentiment/SentimentAnalyzer.js' {
  class SentimentAnalyzer {
    constructor(language: string, stemmer: unknown, type: 'afinn');
    /** Mean valence of the words, AFINN's -5 to 5. */
    getSentiment(words: readonly string[]): number;
  }
  export = SentimentAnalyzer;
}
/* The types that opencc-js brings name their files without endings, which ES modules do not resolve. */
declare module 'opencc-js/t2cn' {
  export function Converter(options: { readonly from: 'tw' | 'hk' | 't'; readonly to: 'cn' }): (text: string) => string;
}
