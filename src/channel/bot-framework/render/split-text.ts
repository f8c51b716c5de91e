/** Cuts a text into pieces of at most `most` UTF-16 units: between paragraphs if it can, else lines, else words. Nothing is lost. */
export function splitText(text: string, most: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const at = cutOf(rest, most);
    pieces.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return [...pieces, rest].filter((piece) => piece !== '');
}

function cutOf(text: string, most: number): number {
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(mark, most);
    // A cut near the begin would make many small pieces.
    if (at > most / 2) return at;
  }
  const isPair = /[\uD800-\uDBFF]/.test(text.charAt(most - 1));
  return isPair ? most - 1 : most;
}
