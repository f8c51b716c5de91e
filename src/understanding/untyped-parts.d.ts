/* `natural` as a whole costs 700 ms and 110 MB at start (measured), and its sentiment part 27 MB; the stemmer costs little, but carries no types. */
declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const stemmer: { stem(word: string): string };
  export = stemmer;
}
/* The types that opencc-js brings name their files without endings, which ES modules do not resolve. */
declare module 'opencc-js/t2cn' {
  export function Converter(options: { readonly from: 'tw' | 'hk' | 't'; readonly to: 'cn' }): (text: string) => string;
}
