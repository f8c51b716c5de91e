/** What customers and agents send, as the server takes it (src/channel/direct-line/file-names.ts). */
const EXTENSIONS = 'jpg jpeg png gif webp heic pdf txt csv doc docx xls xlsx mp3 m4a wav mp4 mov webm'.split(' ');
export const ACCEPTED_FILES = EXTENSIONS.map((extension) => `.${extension}`).join(',');
export const MOST_FILES = 5;

export type FileProblem = { readonly kind: 'too-large' | 'type'; readonly name: string } | { readonly kind: 'too-many' };

/** Parts the files of `added` that may be sent along with `already` from the first problem with the others. */
export function checkFiles(
  already: readonly { readonly name: string }[],
  added: readonly File[],
  maxBytes: number,
): { readonly files: readonly File[]; readonly problem: FileProblem | null } {
  let problem: FileProblem | null = null;
  const files: File[] = [];
  for (const file of added) {
    const extension = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
    if (!EXTENSIONS.includes(extension)) problem ??= { kind: 'type', name: file.name };
    else if (file.size > maxBytes) problem ??= { kind: 'too-large', name: file.name };
    else if (already.length + files.length >= MOST_FILES) problem ??= { kind: 'too-many' };
    else files.push(withOwnName(file, [...already, ...files]));
  }
  return { files, problem };
}

/** The server finds a file's place by its name, and pasted pictures are all called the same. */
function withOwnName(file: File, others: readonly { readonly name: string }[]): File {
  let name = file.name;
  for (let n = 2; others.some((other) => other.name === name); n += 1) {
    name = file.name.replace(/(\.[^.]+)$/, `-${n}$1`);
  }
  return name === file.name ? file : new File([file], name, { type: file.type });
}

/** Types that browsers show as a picture. */
export function isPicture(contentType: string): boolean {
  return /^image\/(jpeg|png|gif|webp)$/.test(contentType);
}
