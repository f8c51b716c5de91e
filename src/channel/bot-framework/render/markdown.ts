/** How a channel writes what articles use of Markdown; each gets text that is escaped already. */
export interface Dialect {
  readonly escape: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly link: (title: string, url: string) => string;
}

/** Markdown in a channel's own dialect: headings, bold, lists and links. All else stays as it is written, escaped. */
export function convertMarkdown(markdown: string, { escape, bold, link }: Dialect): string {
  return escape(markdown)
    .replaceAll(/^#{1,6} +(.+)$/gm, (_all, text: string) => bold(text))
    .replaceAll(/\*\*(.+?)\*\*/g, (_all, text: string) => bold(text))
    .replaceAll(/^(\s*)[-*] +/gm, '$1• ')
    .replaceAll(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, (_all, title: string, url: string) => link(title, url));
}

/** For channels that read HTML. */
export const HTML: Dialect = {
  escape: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  bold: (text) => `<b>${text}</b>`,
  link: (title, url) => `<a href="${url}">${title}</a>`,
};

/** For channels that read nothing but words. */
export const WORDS: Dialect = {
  escape: (text) => text,
  bold: (text) => text,
  link: (title, url) => `${title} (${url})`,
};
