/** The words of a piece of Markdown, without its marks: what is embedded and searched, never what is shown. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^ {0,3}(?:[-*+>]|\d+[.)])[ \t]+/gm, '')
    .replace(/^[ \t|:-]+$/gm, '')
    .replace(/[*_`~|#]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
